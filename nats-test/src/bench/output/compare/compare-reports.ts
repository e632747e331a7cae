import { count } from '../../../base/numbers';
import { oneLine } from '../../../base/one-line';
import type { BenchReport, Machine } from '../../report';
import { figureOf } from '../figure';
import { METRICS, type Metric } from '../metrics';
import { percent } from '../numbers';
import { faultsOf, summarise } from '../summary';
import { COMPARED, nameOfMetric } from './compared-metrics';
import type { Compared, ComparedMetric, Comparison } from './comparison';
import { differenceOf, ROUNDS_MIN } from './difference';
import { pairTargets, type Pair } from './pair-targets';
import { THRESHOLD } from './threshold';

/** Two benches that cannot be compared: one sentence, with the next step. */
export class CompareError extends Error {
  override readonly name = 'CompareError';
}

/** What decides whether two benches can be compared. */
type Comparable = Pick<BenchReport, 'plan' | 'targets'>;

/**
 * Compares a bench with an earlier one, round by round.
 * @param threshold a change that is smaller does not count: 0.05 is 5 %
 * @throws CompareError when they put on different loads, or have no target in common
 */
export function compareReports(
  before: BenchReport,
  after: BenchReport,
  { threshold = THRESHOLD }: { readonly threshold?: number } = {},
): Comparison {
  checkComparable(before, after);
  const compared = pairTargets(before, after).map((pair) => comparePair(pair, threshold));
  return {
    ...conclude(before, after, compared),
    compared,
    warnings: warningsOf(before, after),
    rule: ruleOf(threshold),
  };
}

/**
 * Whether a bench can be compared with an earlier one, which is known before it is run.
 * @param after what it will be; its rounds are not looked at
 * @throws CompareError as `compareReports` does
 */
export function checkComparable(before: BenchReport, after: Comparable): void {
  checkPlans(before, after);
  if (pairTargets(before, after).length > 0) return;
  throw new CompareError(
    `The two benches have no target in common: before ${namesOf(before)}, now ${namesOf(after)}. Give at least one target of the first bench.`,
  );
}

function checkPlans(before: Comparable, after: Comparable): void {
  const names = [...new Set([...Object.keys(before.plan), ...Object.keys(after.plan)])];
  const said = ({ plan }: Comparable, name: string): string =>
    Object.hasOwn(plan, name) ? `'${oneLine(plan[name] ?? '')}'` : 'nothing';
  const differences = names
    .filter((name) => said(before, name) !== said(after, name))
    .map((name) => `${oneLine(name)} was ${said(before, name)} and is ${said(after, name)}`);
  if (differences.length === 0) return;
  throw new CompareError(
    `The two benches put on different loads: ${differences.join('; ')}. Run one of them again with the other one's options.`,
  );
}

function namesOf(report: Comparable): string {
  return summarise(report)
    .map(({ label }) => label)
    .join(' and ');
}

function comparePair(pair: Pair, threshold: number): Compared {
  const { by, label, beforeLabel } = pair;
  return {
    label,
    ...(beforeLabel === undefined ? {} : { beforeLabel }),
    by,
    metrics: METRICS.filter(({ key }) => COMPARED.includes(key)).flatMap((metric) =>
      compareMetric(metric, pair, threshold),
    ),
  };
}

/** None when neither side has it, as the latency of deliveries where nobody listens. */
function compareMetric(metric: Metric, pair: Pair, threshold: number): ComparedMetric[] {
  const [was, is] = [pair.before(metric), pair.after(metric)];
  const [before, after] = [figureOf(was), figureOf(is)];
  const subject = {
    name: nameOfMetric(metric),
    unit: pair.by === 'ratio' ? ('x' as const) : metric.unit,
    better: metric.better,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
  if (before === undefined && after === undefined) return [];
  if (was.length < ROUNDS_MIN || is.length < ROUNDS_MIN) {
    const why = `needs ${ROUNDS_MIN} whole rounds on each side: before ${was.length}, now ${is.length}`;
    return [{ ...subject, verdict: 'unknown', why }];
  }
  const { change, isBeyondNoise, visible } = differenceOf(was, is);
  const counts = isBeyondNoise && Math.abs(change) >= threshold;
  const isBetter = change > 0 === (metric.better === 'higher');
  const verdict = counts ? (isBetter ? 'better' : 'worse') : 'no difference';
  return [{ ...subject, verdict, change, visible: Math.max(visible, threshold) }];
}

function conclude(
  before: BenchReport,
  after: BenchReport,
  compared: readonly Compared[],
): Pick<Comparison, 'verdict' | 'exitStatus' | 'sentence'> {
  const wrongNow = faultsOf(summarise(after));
  if (wrongNow !== '') {
    return worse(`what was delivered is not what was sent: ${wrongNow}`);
  }
  const all = compared.flatMap(({ label, metrics }) =>
    metrics.map((metric) => ({
      metric,
      name: compared.length === 1 ? metric.name : `${label}, ${metric.name}`,
    })),
  );
  const worseOnes = all.filter(({ metric }) => metric.verdict === 'worse');
  const wrongBefore = faultsOf(summarise(before));
  if (wrongBefore !== '') {
    return unknown(`the bench before was wrong itself: ${wrongBefore}`);
  }
  if (worseOnes.length > 0) {
    return worse(worseOnes.map(({ metric, name }) => `${name} by ${by(metric)}`).join(', '));
  }
  const open = all.find(({ metric }) => metric.verdict === 'unknown');
  if (open !== undefined) return unknown(`${open.name} ${open.metric.why ?? ''}`.trim());
  if (all.length === 0) return unknown('neither bench has a whole round');
  const cutShort = partsOf(after)[0];
  if (cutShort !== undefined) return unknown(`this bench is partial: ${cutShort}`);
  const betterOnes = all.filter(({ metric }) => metric.verdict === 'better');
  const what =
    betterOnes.length === 0
      ? 'no difference seen'
      : `better are ${betterOnes.map(({ metric, name }) => `${name} by ${by(metric)}`).join(', ')}`;
  return { verdict: 'not worse', exitStatus: 0, sentence: `Not worse: ${what}.` };
}

function by({ change = 0 }: ComparedMetric): string {
  return percent(Math.abs(change));
}

function worse(why: string): Pick<Comparison, 'verdict' | 'exitStatus' | 'sentence'> {
  return { verdict: 'worse', exitStatus: 1, sentence: `Worse: ${why}.` };
}

function unknown(why: string): Pick<Comparison, 'verdict' | 'exitStatus' | 'sentence'> {
  return { verdict: 'unknown', exitStatus: 2, sentence: `Unknown: ${why}.` };
}

/** Why there is less than was asked for. */
function partsOf(report: BenchReport): string[] {
  return [
    ...(report.partial === undefined ? [] : [oneLine(report.partial)]),
    ...summarise(report).flatMap(({ label, notes }) =>
      notes.filter(({ kind }) => kind === 'partial').map(({ text }) => `${label}, ${text}`),
    ),
  ];
}

function warningsOf(before: BenchReport, after: BenchReport): string[] {
  return [
    ...(before.startedAt === after.startedAt ? ['Both are one and the same bench.'] : []),
    ...machineWarnings(before.machine, after.machine),
    ...[before, after].flatMap((report, i) => {
      const when = i === 0 ? 'before' : 'now';
      const saturated = summarise(report).flatMap(({ label, notes }) =>
        notes.filter(({ kind }) => kind === 'saturated').map(({ text }) => `${label}, ${text}`),
      );
      return [
        ...partsOf(report).map((text) => `Partial ${when}: ${text}`),
        ...saturated.map((text) => `Saturated ${when}: ${text}`),
        ...unjudged(report).map((label) => `What ${label} delivered ${when} could not be judged.`),
      ];
    }),
    ...highestRates(before, after),
  ];
}

function unjudged(report: BenchReport): string[] {
  return summarise(report)
    .filter((it) => it.hasSubscribers && it.verification.verdict === 'unknown')
    .map(({ label }) => label);
}

function machineWarnings(before: Machine, after: Machine): string[] {
  const facts: [string, (machine: Machine) => string][] = [
    ['CPUs', (it) => `${it.cpus}`],
    ['CPU model', (it) => it.cpuModel],
    ['memory', (it) => `${(it.memoryBytes / 1024 ** 3).toFixed(1)} GiB`],
    ['platform', (it) => it.platform],
    ['Node', (it) => it.node],
  ];
  const differences = facts
    .map(([name, of]) => ({ name, was: oneLine(of(before)), is: oneLine(of(after)) }))
    .filter(({ was, is }) => was !== is)
    .map(({ name, was, is }) => `${name} was ${was} and is ${is}`);
  return differences.length === 0
    ? []
    : [`It ran on another machine, which may be all the difference: ${differences.join('; ')}.`];
}

/** One search has no rounds, so nobody knows its noise. */
function highestRates(before: BenchReport, after: BenchReport): string[] {
  return after.targets.flatMap(({ name, maxRate }) => {
    const was = before.targets.find((it) => it.name === name)?.maxRate;
    if (maxRate === undefined || was === undefined) return [];
    const rates = `${count(was.rate)} before, ${count(maxRate.rate)} now`;
    return [
      `${oneLine(name)}: highest rate ${rates}, in msg/s; one search each, so there is no verdict on it.`,
    ];
  });
}

function ruleOf(threshold: number): string {
  return (
    `A change counts when the medians differ by ${percent(threshold)} or more, and the rounds by more ` +
    'than their own noise makes once in 200 comparisons (a t-test on logarithms); ' +
    'with two targets on both sides it is the ratio of each round pair that is compared.'
  );
}
