import type { Side } from './arena';
import { normalForm, type NormalStep } from './normal-form';
import type { Account } from './observation';
import { play } from './play';
import type { Sequence } from './step';

/** Two servers, and how often each is asked. */
export interface Contest {
  /** The one that is right. */
  readonly judge: Side;
  /** The one under test; each seed lets its timers be late in another way. */
  readonly subject: (lateness?: number) => Side;
  /** How often the judge plays a sequence alone before a difference counts. */
  readonly judgings: number;
  /** With how many latenesses of timers the subject is tried before a difference counts. */
  readonly latenesses: number;
  /** How many simpler sequences are tried at a time when a difference was found. */
  readonly shrinkAtOnce: number;
}

export type Verdict =
  /** At once. */
  | { readonly is: 'same' }
  /** The same when played again with nothing beside it: the machine had been too slow. */
  | { readonly is: 'same again' }
  /** The same once timers that are due at the same time fired in another order. */
  | { readonly is: 'same in another order' }
  /** The judge itself is not of one mind. */
  | { readonly is: 'undecided'; readonly judged: readonly NormalStep[][] }
  /** The machine was too slow each time. */
  | { readonly is: 'too slow' }
  | {
      readonly is: 'different';
      readonly judged: readonly NormalStep[];
      readonly seen: readonly NormalStep[];
    };

/** Beyond this a step may have come behind a timer that it should have come before. */
const LATE_MS_MAX = 45;

/** Plays a sequence on one side. */
export async function playOn(side: Side, sequence: Sequence): Promise<Account> {
  const arena = await side.open(sequence.flavour);
  try {
    return await play(sequence, arena);
  } finally {
    await arena.stop();
  }
}

/** Whether both saw the same, played once, with whatever goes on beside it. */
export async function seemsSame(contest: Contest, sequence: Sequence): Promise<boolean> {
  const [judged, seen] = await Promise.all([
    playOn(contest.judge, sequence),
    playOn(contest.subject(), sequence),
  ]);
  return key(normalForm(judged)) === key(normalForm(seen));
}

/** Decides a sequence on which the two seemed to differ; it should have the machine for itself. */
export async function decide(contest: Contest, sequence: Sequence): Promise<Verdict> {
  const seen = normalForm(await playOn(contest.subject(), sequence));
  const judged: NormalStep[][] = [];
  const judgedKeys = new Set<string>();
  for (let time = 0; time < contest.judgings; time++) {
    const account = await playOn(contest.judge, sequence);
    const normal = normalForm(account);
    if (key(normal) === key(seen)) return { is: 'same again' };
    // A late account proves nothing, but the same as the other's can't come by chance.
    if (account.lateMs > LATE_MS_MAX) continue;
    if (!judgedKeys.has(key(normal))) judged.push(normal);
    judgedKeys.add(key(normal));
  }
  const others = [seen];
  for (let seed = 1; seed <= contest.latenesses; seed++) {
    const other = normalForm(await playOn(contest.subject(seed), sequence));
    if (judgedKeys.has(key(other))) return { is: 'same in another order' };
    others.push(other);
  }
  const [first] = judged;
  if (first === undefined) return { is: 'too slow' };
  // As far as the judge is of one mind, the other must be, too.
  const agreed = sharedLength(judged);
  const wanted = key(first.slice(0, agreed));
  if (agreed < first.length && others.some((other) => key(other.slice(0, agreed)) === wanted)) {
    return { is: 'undecided', judged };
  }
  return { is: 'different', judged: first, seen };
}

/** How many first steps all of them share. */
function sharedLength(accounts: readonly NormalStep[][]): number {
  const [first = []] = accounts;
  const place = first.findIndex((step, at) =>
    accounts.some((other) => key([step]) !== key(other.slice(at, at + 1))),
  );
  return place < 0 ? first.length : place;
}

function key(normal: readonly NormalStep[]): string {
  return JSON.stringify(normal);
}
