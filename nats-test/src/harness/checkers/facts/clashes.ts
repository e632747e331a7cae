import type { Operation } from '../../history/operation';
import { leaving, type Facts, type Session } from './facts';
import type { Freeze } from './freezes';
import { isRefusal } from './refusal';

/** A client that connects with the ID of another one that the server has. */
export interface Clash {
  readonly holder: Session;
  readonly newcomer: Session;
  /** Where the holder had fallen silent before; undefined: it was there all the time. */
  readonly silentSince: Operation | undefined;
}

/** All clashes that were answered. What changes while a connect is under way is not judged. */
export function clashesIn(facts: Facts): Clash[] {
  const { sessions, freezes, upheavals } = facts;
  const thawedAt = new Map<Operation, Operation | undefined>();
  for (const { froze, thawed } of freezes) thawedAt.set(froze, thawed);
  const survived = survivedByClient(freezes);
  const holders = new Map<string, Session>();
  const clashes: Clash[] = [];
  const unclear = new Set<string>();
  for (const newcomer of sessions) {
    const { clientId, asked, answer } = newcomer;
    const holder = holders.get(clientId);
    const wasThere = holder && (!holder.asked || index(holder.answer) < index(asked));
    const isKnown = wasThere && !(asked && upheavals.isBetween(holder.answer ?? asked, asked));
    if (isKnown && asked && answer) {
      const left = leaving(holder);
      const isGone = holder.gone !== undefined && holder.gone.index < asked.index;
      const frozen = (survived.get(holder.client) ?? []).filter(
        ({ froze, thawed }) => froze.index < answer.index && index(thawed) > asked.index,
      );
      if (frozen.length > 0) {
        // It lived on; but while it was out of reach all that time the server could not know that.
        const whole = frozen.find(
          ({ froze, thawed }) => froze.index < asked.index && index(thawed) > answer.index,
        );
        const isUnclear = unclear.has(clientId) || isRivalled(newcomer, rivalsOf(facts, newcomer));
        if (whole && !isUnclear) clashes.push({ holder, newcomer, silentSince: whole.froze });
      } else if (!left || left.index > answer.index) {
        clashes.push({ holder, newcomer, silentSince: undefined });
      } else if (left.index < asked.index && left === holder.silent && !isGone) {
        const thawed = thawedAt.get(left);
        // Whoever thaws while the server asks answers it; and an attempt whose outcome nobody knows
        // may have got the ID, or be about to.
        const isUnclear = unclear.has(clientId) || isRivalled(newcomer, rivalsOf(facts, newcomer));
        if ((!thawed || thawed.index > answer.index) && !isUnclear) {
          clashes.push({ holder, newcomer, silentSince: left });
        }
      }
    }
    if (!asked || answer?.type === 'ok') {
      holders.set(clientId, newcomer);
      unclear.delete(clientId);
    } else if (!isRefusal(answer)) unclear.add(clientId);
  }
  return clashes;
}

/** Freezes after which the server still knew the client. */
function survivedByClient(freezes: readonly Freeze[]): Map<string, Freeze[]> {
  const all = new Map<string, Freeze[]>();
  for (const freeze of freezes) {
    if (!freeze.survivedAt) continue;
    const own = all.get(freeze.client);
    if (own) own.push(freeze);
    else all.set(freeze.client, [freeze]);
  }
  return all;
}

/** All sessions with the client ID of one, which is one of them, in the order in which they asked for it. */
export function rivalsOf(facts: Facts, { clientId }: Session): readonly Session[] {
  return facts.once(sessionsById).get(clientId) ?? [];
}

function sessionsById({ sessions }: Facts): Map<string, Session[]> {
  const all = new Map<string, Session[]>();
  for (const session of sessions) {
    const own = all.get(session.clientId);
    if (own) own.push(session);
    else all.set(session.clientId, [session]);
  }
  return all;
}

/** How many attempts before one are looked at: they are seldom under way together. */
const LOOKED_BACK_MAX = 20;

/** Whether others were asking for the same ID at the same time: one of them gets it. */
function isRivalled(newcomer: Session, rivals: readonly Session[]): boolean {
  const from = newcomer.asked?.index ?? -1;
  const to = index(newcomer.answer);
  let low = 0;
  let high = rivals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rivals[middle]?.asked?.index ?? -1) < from) low = middle + 1;
    else high = middle;
  }
  const after = rivals[low + 1]?.asked;
  if (after && after.index < to) return true;
  const before = rivals.slice(Math.max(0, low - LOOKED_BACK_MAX), low);
  return before.some((rival) => rival.asked && index(rival.answer) > from);
}

function index(operation: { readonly index: number } | undefined): number {
  return operation?.index ?? Number.POSITIVE_INFINITY;
}
