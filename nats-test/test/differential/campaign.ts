import { decide, seemsSame, type Contest, type Verdict } from './compare';
import { sequenceOf } from './sequences';
import { shrink, type Difference } from './shrink';
import type { FlavourName, Sequence } from './step';

export interface CampaignOptions {
  readonly contest: Contest;
  readonly seed: number;
  readonly count: number;
  /** How many are played side by side. */
  readonly atOnce: number;
  /** Only of this flavour. */
  readonly flavour?: FlavourName;
  /** How long a failure may be made smaller, in milliseconds. */
  readonly shrinkMs: number;
  /** No more failures than these are made smaller. */
  readonly shrinksMax: number;
  /** Called now and then with what is going on, and how many are still to come. */
  readonly onProgress?: (what: 'played' | 'decided', left: number) => void;
  /** Called for each sequence that was not the same at once. */
  readonly onVerdict?: (seed: number, verdict: Verdict) => void;
}

/** A sequence on which the two servers differ, and the same difference in few steps. */
export interface Failure extends Difference {
  /** Makes the sequence in which it was found, by itself. */
  readonly seed: number;
  readonly found: Sequence;
}

export interface Undecided {
  readonly seed: number;
  readonly sequence: Sequence;
}

export interface CampaignResult {
  readonly counts: Readonly<Record<Verdict['is'], number>>;
  readonly failures: readonly Failure[];
  readonly undecided: readonly Undecided[];
}

/** Many that begin in the same moment would all be late. */
const MS_BETWEEN_STARTS = 35;
/** Those that are decided at a time: few, so that nothing is late. */
const DECIDED_AT_ONCE = 10;
/** How often a difference may show again. */
const TIMES_ALONE = 3;
/** Differences that are made smaller at a time; each tries many sequences at once. */
const SHRUNK_AT_ONCE = 2;
/** Apart enough that the seeds of one campaign are not those of the next. */
const SEED_STEP = 1_000_003;

/** Plays random sequences on both servers, and decides where they seem to differ. */
export async function campaign(options: CampaignOptions): Promise<CampaignResult> {
  const { contest, count, atOnce, flavour } = options;
  const counts = {
    same: 0,
    'same again': 0,
    'same in another order': 0,
    undecided: 0,
    'too slow': 0,
    different: 0,
  };
  const all = Array.from({ length: count }, (_, place) => options.seed + SEED_STEP * place);
  const first = await whereTheyDiffer(options, all, atOnce);
  counts.same = count - first.length;
  // Most of these were late: a busy machine. With fewer at a time they are not.
  const suspects = await whereTheyDiffer(options, first, Math.ceil(atOnce / 4));
  counts['same again'] = first.length - suspects.length;

  const undecided: Undecided[] = [];
  const doubtful: number[] = [];
  await inParallel(DECIDED_AT_ONCE, async () => {
    for (let seed = suspects.shift(); seed !== undefined; seed = suspects.shift()) {
      const sequence = sequenceOf(seed, flavour);
      const verdict = await decide(contest, sequence);
      if (verdict.is === 'different') {
        doubtful.push(seed);
      } else {
        counts[verdict.is]++;
        options.onVerdict?.(seed, verdict);
      }
      if (verdict.is === 'undecided') undecided.push({ seed, sequence });
      options.onProgress?.('decided', suspects.length);
    }
  });

  const differing: { seed: number; verdict: Difference['verdict'] }[] = [];
  for (const seed of doubtful) {
    const verdict = await decideAlone(contest, sequenceOf(seed, flavour));
    counts[verdict.is]++;
    options.onVerdict?.(seed, verdict);
    if (verdict.is === 'different') differing.push({ seed, verdict });
    if (verdict.is === 'undecided') undecided.push({ seed, sequence: sequenceOf(seed, flavour) });
  }
  const failures: Failure[] = [];
  await inParallel(SHRUNK_AT_ONCE, async () => {
    for (let one = differing.shift(); one !== undefined; one = differing.shift()) {
      if (failures.length >= options.shrinksMax) return;
      const { seed, verdict } = one;
      const smallest = await shrink(contest, seed, flavour, verdict, options.shrinkMs);
      failures.push({ seed, found: sequenceOf(seed, flavour), ...smallest });
    }
  });
  return { counts, failures, undecided };
}

/** Timers race, and a busy machine makes them race more: a difference must show again with nothing beside it. */
async function decideAlone(contest: Contest, sequence: Sequence): Promise<Verdict> {
  let verdict = await decide(contest, sequence);
  for (let time = 1; time < TIMES_ALONE && verdict.is !== 'different'; time++) {
    verdict = await decide(contest, sequence);
  }
  return verdict;
}

/** Plays the sequences of the seeds once. @returns the seeds whose sequences did not look the same */
async function whereTheyDiffer(
  { contest, flavour, onProgress }: CampaignOptions,
  seeds: readonly number[],
  atOnce: number,
): Promise<number[]> {
  const left = [...seeds];
  const suspects: number[] = [];
  await inParallel(Math.min(atOnce, seeds.length), async (worker) => {
    await pause(worker * MS_BETWEEN_STARTS);
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      // What breaks is decided in the end, where it may break again and say so.
      const same = await seemsSame(contest, sequenceOf(seed, flavour)).catch(() => false);
      if (!same) suspects.push(seed);
      onProgress?.('played', left.length);
    }
  });
  return suspects;
}

async function inParallel(count: number, work: (worker: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, worker) => work(worker)));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
