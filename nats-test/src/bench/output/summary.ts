import { count } from '../../base/numbers';
import { oneLine } from '../../base/one-line';
import { hasSubscribers, isAtRate, isDrained, subscribersWork } from '../describe-plan';
import type { BenchReport, MaxRate, RunReport, TargetReport, Verification } from '../report';
import { figureOf, type Figure } from './figure';
import { DRAIN_KEY, METRICS, type Metric } from './metrics';

/** What all rounds of a target say together. */
export interface TargetSummary {
  readonly target: TargetReport;
  /** Its name as it may be shown, and unlike the other one's. */
  readonly label: string;
  /** The rounds that count: the whole ones, or all when none is whole. */
  readonly runs: readonly RunReport[];
  /** By the key of the metric; those that nobody measured are not there. */
  readonly figures: ReadonlyMap<string, Figure>;
  readonly verification: Verification;
  /** Whether anybody was there who could have got something wrong. */
  readonly hasSubscribers: boolean;
  /** It was asked for a rate: that it was reached says nothing, and latencies do. */
  readonly isAtRate: boolean;
  /** What one should know beside the figures: a sentence each. */
  readonly notes: readonly Note[];
}

export interface Note {
  readonly kind: 'partial' | 'behind' | 'saturated' | 'error';
  readonly text: string;
}

/** Two targets beside each other. */
export interface Ratio {
  /** The first one's median divided by the second one's. */
  readonly ofMedians: number;
  /** The same for each pair of rounds that ran one after the other; undefined without a pair. */
  readonly ofRounds: Figure | undefined;
}

/** Puts the rounds of each target together. */
export function summarise(report: Pick<BenchReport, 'plan' | 'targets'>): readonly TargetSummary[] {
  return report.targets.map((target, i) => {
    const runs = countedRuns(target);
    return {
      target,
      label: labelOf(report, i),
      runs,
      figures: figuresOf(runs, report.plan),
      verification: verifiedTogether(target.runs.map(({ verification }) => verification)),
      hasSubscribers: hasSubscribers(report.plan),
      notes: notesOf(target, report.plan),
      isAtRate: isAtRate(report.plan),
    };
  });
}

/** The whole rounds; all of them when none is whole. */
export function countedRuns({ runs }: TargetReport): readonly RunReport[] {
  const whole = runs.filter(({ partial }) => partial === undefined);
  return whole.length === 0 ? runs : whole;
}

/** Undefined when one of the two has no such figure, or when it is 0. */
export function ratioOf(
  metric: Metric,
  first: TargetSummary,
  second: TargetSummary,
): Ratio | undefined {
  const [a, b] = [first, second].map(({ figures }) => figures.get(metric.key)?.median ?? 0);
  if (!a || !b) return undefined;
  return { ofMedians: a / b, ofRounds: figureOf(ratiosOfRounds(metric, first.runs, second.runs)) };
}

/** One number for each round that both have: rounds with the same number ran one after the other. */
export function ratiosOfRounds(
  metric: Metric,
  first: readonly RunReport[],
  second: readonly RunReport[],
): number[] {
  return first.flatMap((run) => {
    const other = second.find(({ round }) => round === run.round);
    const [a, b] = [metric.of(run) ?? 0, other === undefined ? 0 : (metric.of(other) ?? 0)];
    return a > 0 && b > 0 ? [a / b] : [];
  });
}

function figuresOf(
  runs: readonly RunReport[],
  plan: BenchReport['plan'],
): ReadonlyMap<string, Figure> {
  return new Map(
    METRICS.filter(({ key }) => key !== DRAIN_KEY || isDrained(plan)).flatMap((metric) => {
      const figure = figureOf(runs.flatMap((run) => metric.of(run) ?? []));
      return figure === undefined ? [] : [[metric.key, figure]];
    }),
  );
}

function labelOf({ targets }: Pick<BenchReport, 'targets'>, at: number): string {
  const names = targets.map(({ name }) => oneLine(name) || '(no name)');
  const name = names[at] ?? '';
  return names.filter((other) => other === name).length > 1 ? `${name} (${at + 1})` : name;
}

/** One fault in one round is a fault; and what nobody could judge is no proof. */
function verifiedTogether(all: readonly Verification[]): Verification {
  const sum = (key: 'lost' | 'duplicated' | 'reordered' | 'unexpected'): number =>
    all.reduce((total, it) => total + it[key], 0);
  const has = (verdict: Verification['verdict']): boolean =>
    all.some((it) => it.verdict === verdict);
  return {
    verdict: has('invalid') ? 'invalid' : has('unknown') || all.length === 0 ? 'unknown' : 'valid',
    lost: sum('lost'),
    duplicated: sum('duplicated'),
    reordered: sum('reordered'),
    unexpected: sum('unexpected'),
    examples: all.flatMap(({ examples }) => examples.map(oneLine)),
  };
}

function notesOf({ runs }: TargetReport, plan: BenchReport['plan']): readonly Note[] {
  const inRound = (run: RunReport, text: string): string =>
    runs.length === 1 ? oneLine(text) : `round ${run.round}: ${oneLine(text)}`;
  return [
    ...runs.flatMap((run): Note[] =>
      run.partial === undefined ? [] : [{ kind: 'partial', text: inRound(run, run.partial) }],
    ),
    ...behindNotes(runs, plan),
    ...saturationNotes(runs),
    ...runs.flatMap((run) =>
      run.errors.map(({ text, count }): Note => {
        const often = count === 1 ? '' : ` (${count} times)`;
        return { kind: 'error', text: `${inRound(run, text)}${often}` };
      }),
    ),
  ];
}

/** One for all rounds: what most of them say, in the words of the busiest. */
function saturationNotes(runs: readonly RunReport[]): readonly Note[] {
  const texts = runs.flatMap(({ load }) => load.saturated ?? []);
  const ofKind = (text: string): readonly string[] =>
    texts.filter((it) => withoutPercent(it) === withoutPercent(text));
  const [most] = texts.map(ofKind).toSorted((a, b) => b.length - a.length);
  const [busiest] = (most ?? []).toSorted((a, b) => percentIn(b) - percentIn(a));
  if (most === undefined || busiest === undefined) return [];
  const where = runs.length === 1 ? '' : `${most.length} of ${runs.length} rounds: `;
  return [{ kind: 'saturated', text: `${where}${oneLine(busiest)}` }];
}

function withoutPercent(text: string): string {
  return text.replaceAll(/\d+ %/g, '%');
}

function percentIn(text: string): number {
  return Number(/(\d+) %/.exec(text)?.[1] ?? 0);
}

/** One for all rounds: the one that fell behind furthest. */
function behindNotes(runs: readonly RunReport[], plan: BenchReport['plan']): readonly Note[] {
  const all = runs.flatMap(({ fellBehind }) => fellBehind ?? []);
  const [worst] = all.toSorted((a, b) => b.waitingMax - a.waitingMax);
  if (worst === undefined) return [];
  const where = runs.length === 1 ? '' : `${all.length} of ${runs.length} rounds: `;
  const grew = `the backlog grew to ${count(worst.waitingMax)} messages, by ${count(worst.grewPerS)} a second`;
  const taken = `${whoTakes(plan)} about ${count(worst.takenPerS)}/s`;
  return [{ kind: 'behind', text: `${where}${grew}; ${taken}` }];
}

function whoTakes(plan: BenchReport['plan']): string {
  if (!hasSubscribers(plan)) return 'the server takes';
  return subscribersWork(plan) ? 'the subscribers take' : 'server and subscribers take';
}

/** Why there is less than was asked for, where no target's note says the same. */
export function partialOf(report: Pick<BenchReport, 'partial' | 'targets'>): string | undefined {
  const ofRuns = report.targets.flatMap(({ runs }) => runs.map(({ partial }) => partial));
  return report.partial === undefined || ofRuns.includes(report.partial)
    ? undefined
    : oneLine(report.partial);
}

/** `4,000`; says of a rate that held for a short time only that it is no more than that. */
export function highestRate(found: MaxRate | undefined): string {
  if (found === undefined) return '-';
  return found.isConfirmed || found.rate === 0
    ? count(found.rate)
    : `${count(found.rate)}, not confirmed`;
}

/** What is wrong, target by target; empty when nothing is. */
export function faultsOf(targets: readonly TargetSummary[]): string {
  return targets
    .filter(({ verification }) => verification.verdict === 'invalid')
    .map(({ label, verification }) => `${label}: ${countFaults(verification) || 'wrong messages'}`)
    .join('; ');
}

/** The metrics that at least one target has, under what they belong to. */
export function measuredGroups(
  targets: readonly TargetSummary[],
): readonly { readonly group: string; readonly metrics: readonly Metric[] }[] {
  const measured = METRICS.filter(({ key }) => targets.some(({ figures }) => figures.has(key)));
  return [...new Set(measured.map(({ group }) => group))].map((group) => ({
    group,
    metrics: measured.filter((metric) => metric.group === group),
  }));
}

/** What is wrong, in numbers: `3 lost, 1 reordered`; empty when nothing is. */
export function countFaults(it: Verification): string {
  const parts: [number, string][] = [
    [it.lost, 'lost'],
    [it.duplicated, 'duplicated'],
    [it.reordered, 'reordered'],
    [it.unexpected, 'unexpected'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
}
