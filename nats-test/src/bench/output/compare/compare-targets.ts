import type { BenchReport, TargetsComparison } from '../../report';
import { figureOf } from '../figure';
import { METRICS, type Metric } from '../metrics';
import { percent, times } from '../numbers';
import { faultsOf, ratiosOfRounds, summarise, type TargetSummary } from '../summary';
import { COMPARED, nameOfMetric } from './compared-metrics';
import { pairedDifferenceOf, pairsToShow, ROUNDS_MIN } from './difference';
import { wholeRuns } from './pair-targets';
import { THRESHOLD } from './threshold';

type ComparedMetric = TargetsComparison['metrics'][number];

/** Which rounds tell most changes that matter: see the table in docs/BENCH.md. */
const ROUNDS_GOOD = 5;
/** Nobody runs more. */
const ROUNDS_MOST = 50;
/** Ten times as much: a larger figure says nothing but that there was noise. */
const VISIBLE_MAX = 9;

/**
 * Whether the first target of a bench does better than the second: by the ratio of the two in each round,
 * with the test that a comparison with an earlier bench makes.
 * @returns undefined where there are no two
 */
export function compareTargets(
  report: Pick<BenchReport, 'plan' | 'targets'>,
): TargetsComparison | undefined {
  const targets = summarise(report);
  const [first, second] = targets;
  if (!first || !second) return undefined;
  const metrics = METRICS.filter(({ key }) => COMPARED.includes(key)).flatMap((metric) =>
    compareMetric(metric, first, second),
  );
  return {
    ...conclude(targets, `${first.label} than ${second.label}`, metrics),
    metrics,
    rule:
      `A difference counts when it is ${percent(THRESHOLD)} or more, and more than the noise of ` +
      'the round pairs makes once in 200 comparisons (a t-test on the logarithms of their ratios).',
  };
}

function compareMetric(
  metric: Metric,
  first: TargetSummary,
  second: TargetSummary,
): ComparedMetric[] {
  const ratios = ratiosOfRounds(metric, wholeRuns(first), wholeRuns(second));
  const ratio = figureOf(ratios);
  if (ratio === undefined) return [];
  const subject = { name: nameOfMetric(metric), better: metric.better, ratio: ratio.median };
  if (ratios.length < ROUNDS_MIN) return [{ ...subject, verdict: 'unknown' }];
  const { change, isBeyondNoise, visible } = pairedDifferenceOf(ratios);
  const roundsFor10Percent = pairsToShow(ratios, 0.1);
  const counts = isBeyondNoise && Math.abs(change) >= THRESHOLD;
  const isBetter = change > 0 === (metric.better === 'higher');
  return [
    {
      ...subject,
      verdict: counts ? (isBetter ? 'better' : 'worse') : 'no difference',
      visible: Math.max(visible, THRESHOLD),
      ...(roundsFor10Percent !== undefined && { roundsFor10Percent }),
    },
  ];
}

function conclude(
  targets: readonly TargetSummary[],
  who: string,
  metrics: readonly ComparedMetric[],
): Pick<TargetsComparison, 'verdict' | 'sentence'> {
  const faults = faultsOf(targets);
  if (faults !== '') {
    return unknown('of two servers of which one delivers wrong messages none is the better one');
  }
  const pairs = Math.min(...targets.map((it) => wholeRuns(it).length));
  if (pairs < ROUNDS_MIN || metrics.some(({ verdict }) => verdict === 'unknown')) {
    return unknown(
      `which one is better needs ${ROUNDS_MIN} whole rounds of each, and there ${pairs === 1 ? 'is' : 'are'} ${pairs}: give --rounds ${ROUNDS_GOOD}`,
    );
  }
  const of = (verdict: ComparedMetric['verdict']): readonly ComparedMetric[] =>
    metrics.filter((it) => it.verdict === verdict);
  const [better, worse, same] = [of('better'), of('worse'), of('no difference')];
  const rest =
    same.length === 0 ? '' : `; no difference seen in ${same.map(({ name }) => name).join(', ')}`;
  if (better.length > 0 && worse.length > 0) {
    const sentence = `Mixed: ${who} better in ${listed(better)}, and worse in ${listed(worse)}${rest}.`;
    return { verdict: 'mixed', sentence };
  }
  if (better.length > 0) {
    return { verdict: 'better', sentence: `Better: ${who} in ${listed(better)}${rest}.` };
  }
  if (worse.length > 0) {
    return { verdict: 'worse', sentence: `Worse: ${who} in ${listed(worse)}${rest}.` };
  }
  const from = same.map(({ name, visible = 0 }) => `${name} ${visibleFrom(visible)}`).join(', ');
  return {
    verdict: 'no difference',
    sentence: `No difference seen: these ${pairs} round pairs would have shown one in ${from}${moreRounds(same, pairs)}.`,
  };
}

function visibleFrom(share: number): string {
  return share > VISIBLE_MAX ? `from more than ${percent(VISIBLE_MAX)}` : `from ${percent(share)}`;
}

/** What it takes to see 10 %, by the noisiest metric but for p99, of which 10 % is seldom anything. */
function moreRounds(metrics: readonly ComparedMetric[], pairs: number): string {
  const needed = metrics
    .filter(({ name }) => !name.endsWith('p99'))
    .map((it) => it.roundsFor10Percent ?? Infinity);
  const most = Math.max(0, ...needed);
  if (most <= pairs) return '';
  return most > ROUNDS_MOST
    ? '; there is too much noise to see 10 % in all but p99: take longer rounds, or a quieter machine'
    : `; to see 10 % in all but p99 takes about --rounds ${most}`;
}

function listed(metrics: readonly ComparedMetric[]): string {
  return metrics.map(({ name, ratio }) => `${name} (${times(ratio)})`).join(', ');
}

function unknown(why: string): Pick<TargetsComparison, 'verdict' | 'sentence'> {
  return { verdict: 'unknown', sentence: `Unknown: ${why}.` };
}
