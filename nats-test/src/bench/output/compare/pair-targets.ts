import type { BenchReport, RunReport } from '../../report';
import { ratiosOfRounds, summarise, type TargetSummary } from '../summary';
import type { Metric } from '../metrics';
import type { Compared } from './comparison';

/** Two groups of rounds to be compared. */
export interface Pair {
  readonly by: Compared['by'];
  readonly label: string;
  readonly beforeLabel?: string;
  /** One number a round, above 0. */
  readonly before: (metric: Metric) => readonly number[];
  readonly after: (metric: Metric) => readonly number[];
}

/**
 * What of two reports belongs together. With two targets on both sides, of which at least one is the
 * same, the other one is compared by its ratio to that: what the machine does to both targets of a
 * round cancels out. Else each target with its namesake; two lone ones whatever their names.
 * @returns none when the reports have no target in common
 */
export function pairTargets(
  before: Pick<BenchReport, 'plan' | 'targets'>,
  after: Pick<BenchReport, 'plan' | 'targets'>,
): readonly Pair[] {
  const [was, is] = [summarise(before), summarise(after)];
  const ratio = ratioPair(was, is);
  if (ratio !== undefined) return [ratio];
  const [wasAlone, isAlone] = [alone(was), alone(is)];
  if (wasAlone !== undefined && isAlone !== undefined) return [roundsPair(wasAlone, isAlone)];
  return is.flatMap((target) => {
    const namesake = was.find((it) => nameOf(it) === nameOf(target));
    return namesake === undefined ? [] : [roundsPair(namesake, target)];
  });
}

function alone(targets: readonly TargetSummary[]): TargetSummary | undefined {
  return targets.length === 1 ? targets[0] : undefined;
}

function nameOf({ target }: TargetSummary): string {
  return `${target.kind} ${target.name}`;
}

function ratioPair(was: readonly TargetSummary[], is: readonly TargetSummary[]): Pair | undefined {
  const [first, second] = is;
  if (first === undefined || second === undefined || was.length !== 2) return undefined;
  // The second one of a pair is what the first is measured against, if the other report has it, too.
  for (const [target, reference] of [
    [first, second],
    [second, first],
  ] as const) {
    const wasReference = was.findLast((it) => nameOf(it) === nameOf(reference));
    const wasTarget = was.find((it) => it !== wasReference);
    if (wasReference !== undefined && wasTarget !== undefined) {
      return {
        by: 'ratio',
        ...labels(
          `${wasTarget.label} / ${wasReference.label}`,
          `${target.label} / ${reference.label}`,
        ),
        before: (metric) => ratiosOfRounds(metric, wholeRuns(wasTarget), wholeRuns(wasReference)),
        after: (metric) => ratiosOfRounds(metric, wholeRuns(target), wholeRuns(reference)),
      };
    }
  }
  return undefined;
}

function roundsPair(was: TargetSummary, is: TargetSummary): Pair {
  const values =
    (target: TargetSummary) =>
    (metric: Metric): readonly number[] =>
      wholeRuns(target).flatMap((run) => {
        const value = metric.of(run) ?? 0;
        return value > 0 ? [value] : [];
      });
  return { by: 'rounds', ...labels(was.label, is.label), before: values(was), after: values(is) };
}

/** A round that was cut short, or in which messages went wrong, proves nothing about speed. */
export function wholeRuns({ target }: TargetSummary): readonly RunReport[] {
  return target.runs.filter(
    ({ partial, verification }) => partial === undefined && verification.verdict !== 'invalid',
  );
}

function labels(before: string, after: string): { label: string; beforeLabel?: string } {
  return { label: after, ...(before === after ? {} : { beforeLabel: before }) };
}
