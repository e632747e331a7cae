import { decide, seemsSame, type Contest, type Verdict } from './compare';
import { shrinkableSequenceOf, type Simpler } from './sequences';
import type { FlavourName, Sequence } from './step';

export interface Difference {
  readonly sequence: Sequence;
  readonly verdict: Extract<Verdict, { is: 'different' }>;
}

/**
 * Looks for the smallest sequence with a difference in it, as fast-check would, but for trying several
 * at a time.
 * @param verdict of the seed's own sequence, which is the answer when nothing smaller differs
 */
export async function shrink(
  contest: Contest,
  seed: number,
  flavour: FlavourName | undefined,
  verdict: Difference['verdict'],
  withinMs: number,
): Promise<Difference> {
  const endsMs = performance.now() + withinMs;
  const found = shrinkableSequenceOf(seed, flavour);
  let smallest: Difference = { sequence: found.sequence, verdict };
  let candidates = found.simpler();
  while (performance.now() < endsMs) {
    const some = take(candidates, contest.shrinkAtOnce);
    if (some.length === 0) break;
    const differences = await Promise.all(
      some.map(({ sequence }) => differenceIn(contest, sequence)),
    );
    const place = differences.findIndex((difference) => difference !== undefined);
    if (place < 0) continue;
    smallest = differences[place]!;
    candidates = some[place]!.simpler();
  }
  return smallest;
}

/** With less care than for a verdict that counts: a step in the wrong direction costs little. */
async function differenceIn(contest: Contest, sequence: Sequence): Promise<Difference | undefined> {
  if (await seemsSame(contest, sequence)) return undefined;
  const quick = {
    ...contest,
    judgings: Math.min(contest.judgings, 2),
    latenesses: Math.min(contest.latenesses, 12),
  };
  const verdict = await decide(quick, sequence);
  return verdict.is === 'different' ? { sequence, verdict } : undefined;
}

function take(candidates: Iterator<Simpler>, count: number): Simpler[] {
  const taken: Simpler[] = [];
  while (taken.length < count) {
    const { done, value } = candidates.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}
