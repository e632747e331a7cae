import type { Checker } from './checker';
import { clashesIn } from './facts/clashes';
import { firstAskedAfter } from './facts/entitlement';
import { leaving, type Facts, type Publication, type Session } from './facts/facts';
import { isRefusal } from './facts/refusal';
import type { Operation } from '../history/operation';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { seconds } from './words';

/** What a server says to a client whose ID another one has, letter by letter. */
const REFUSAL = 'stan: clientID already registered';

/** For so long the server asks the first client whether it lives, before it lets in the second one. */
const ASKS_FOR_MS = 500;

/** How the library hears that another client has its place. */
const REPLACED = /replaced|no longer registered/;

/** A client ID belongs to one client: who comes later is refused, and the first one goes on. */
export function clientIdExclusive(): Checker {
  return makeChecker('client ID exclusive', check);
}

function check(facts: Facts): Judged {
  let refused = 0;
  let proven = 0;
  let wentOn = false;
  let open: Judged | undefined;
  for (const { holder, newcomer, silentSince } of clashesIn(facts)) {
    const { asked, answer } = newcomer;
    if (silentSince || !answer) continue;
    const first = holder.answer ?? holder.asked;
    const error = answer.error ?? '';
    if (answer.type === 'ok') {
      const tookMs = answer.timeMs - (asked?.timeMs ?? 0);
      if (tookMs >= ASKS_FOR_MS) {
        const why = stoodStill(facts, asked, answer) ?? 'its answer may have come too late';
        const text = `the second client let in after ${seconds(tookMs)}: the first one was asked, and ${why}`;
        open ??= unknown(text, first, asked, answer);
        continue;
      }
      return invalid('two clients connected with one ID', first, asked, answer);
    }
    if (isRefusal(answer) && !error.includes(REFUSAL)) {
      return invalid(`a refusal that says '${error}'`, first, asked, answer);
    }
    if (!isRefusal(answer)) {
      open ??= unknown(`no answer of the server to the second client: ${error}`, asked, answer);
      continue;
    }
    refused++;
    const after = lookAfter(facts, holder, answer.index);
    if (after?.verdict === 'invalid') return after;
    if (after?.verdict === 'unknown') {
      open ??= after;
      continue;
    }
    proven++;
    if (after) wentOn = true;
  }
  if (open && proven === 0) return open;
  if (refused === 0) return vacuous('no client with the ID of another one that is connected');
  return valid(`refused: ${REFUSAL}${wentOn ? '; the first client went on' : ''}`);
}

/** @returns what became of the first client, or undefined when it did nothing any more */
function lookAfter(facts: Facts, holder: Session, since: number): Judged | undefined {
  const { silent } = holder;
  if (silent?.f === 'lost' && silent.index > since) {
    const text = `the first client lost its connection: ${silent.error}`;
    // A client whose answers take long may be given up rightly.
    const isPrompt =
      stoodStill(facts, holder.asked, silent) === undefined &&
      facts.links.marginMs(holder.client) <= ASKS_FOR_MS;
    const isReplaced = isPrompt && REPLACED.test(silent.error);
    return isReplaced ? invalid(text, silent) : unknown(text, silent);
  }
  const untilIndex = leaving(holder)?.index ?? Number.POSITIVE_INFINITY;
  const own = facts.once(publicationsByClient).get(holder.client) ?? [];
  const next = own[firstAskedAfter(own, since)];
  if (next && next.asked.index <= untilIndex) {
    const { asked, answer } = next;
    if (answer && answer.index > untilIndex) return undefined;
    if (answer?.type === 'ok') return valid('');
    const text = 'the first client could not publish any more';
    return isRefusal(answer) ? invalid(text, asked, answer) : unknown(text, asked, answer);
  }
  return goodbyeAfter(holder, since, facts);
}

/** A goodbye that the server takes tells that it still had the client, too. */
function goodbyeAfter(
  { client, asked, ended, silent }: Session,
  since: number,
  facts: Facts,
): Judged | undefined {
  if (ended?.f === 'disconnect' && ended.index > since) return valid('');
  // Whoever froze may have been replaced meanwhile.
  if (silent) return undefined;
  const refused = facts
    .once(refusedGoodbyes)
    .find(
      (it) =>
        it.client === client &&
        it.index > since &&
        facts.links.connectionOf(it) === (asked?.index ?? -1),
    );
  return refused && invalid('the first client was not there any more at its goodbye', refused);
}

function refusedGoodbyes({ history }: Facts): Operation[] {
  return history.filter((operation) => operation.f === 'disconnect' && isRefusal(operation));
}

function publicationsByClient({ publications }: Facts): Map<string, Publication[]> {
  const all = new Map<string, Publication[]>();
  for (const publication of publications.values()) {
    const own = all.get(publication.asked.client);
    if (own) own.push(publication);
    else all.set(publication.asked.client, [publication]);
  }
  return all;
}

/** @returns `nats-test itself stood still for 3.0 s`, if it did between the two */
function stoodStill(
  { pauses }: Facts,
  from: Operation | undefined,
  to: Operation,
): string | undefined {
  const fromMs = from?.timeMs ?? 0;
  const stillMs = to.timeMs - fromMs - pauses.runningMs(fromMs, to.timeMs);
  return stillMs > 0 ? `nats-test itself stood still for ${seconds(stillMs)}` : undefined;
}
