import type { Histogram } from 'hdr-histogram-js';

import { latenciesOf, mergeHistograms } from '../latencies';
import type { IntervalFacts, Measured, WorkerResult } from '../load/protocol';
import type { LoadPlan } from '../plan';
import type { RunReport, Verification } from '../report';
import { judge } from '../verify/judge';
import { ErrorCounts } from '../load/error-counts';
import { withAdvice } from './advice';
import { fellBehindOf } from './backlog-growth';
import { saturationOf, type MachineBusy } from './saturation';
import { timelineOf } from './timeline';

/** All that is known when a round is over. */
export interface RoundFacts {
  readonly round: number;
  /** Of the workers that could still tell. */
  readonly results: readonly WorkerResult[];
  readonly intervals: readonly IntervalFacts[];
  readonly intervalMs: number;
  /** By index. */
  readonly identities: readonly string[];
  readonly startUs: number;
  /** With everything published first: when the subscribers came. */
  readonly drainStartUs?: number;
  readonly load: Pick<LoadPlan, 'pace' | 'extent' | 'drain'>;
  /**
   * What a server may have forgotten, and be right: of one that runs already nobody knows (`unknown`); of
   * one that the bench has started, as far as its room in a channel, in messages, was passed.
   */
  readonly mayForget?: 'unknown' | { readonly room: number };
  /** Whatever should have come has had its time, and all workers have told. */
  readonly isComplete: boolean;
  readonly partial?: string;
  readonly serverCpuPercent?: number;
  readonly machine: MachineBusy;
}

/** A server that was told to keep less than that has done nothing wrong, but the bench can't see it. */
const FORGOTTEN =
  'lost may be what was more than the server keeps of a channel, or for longer: start it with a higher -mm, -mb and -ma, or publish less';
const US_PER_MS = 1000;
const US_PER_SECOND = 1_000_000;

/** Makes the report of a round: pure, with nothing running any more. */
export function roundReport(facts: RoundFacts): RunReport {
  const { results, startUs, partial, serverCpuPercent } = facts;
  const measured = results.map((it) => it.measured);
  const times = spanOf(measured);
  const sum = (key: 'published' | 'acknowledged' | 'delivered' | 'redelivered'): number =>
    measured.reduce((total, it) => total + it[key], 0);
  const workers = results.map(({ role, cpuPercent, stallMsMax }) => ({
    role,
    cpuPercent,
    stallMsMax,
  }));
  const saturated = saturationOf(workers, serverCpuPercent, facts.machine);
  const foreign = results.reduce((total, it) => total + it.foreign, 0);
  const failed = results.reduce((total, it) => total + it.failed, 0);
  const errors = errorsOf(results);
  const { verification, forgotten } = verify(facts);
  const why = partial ?? failureOf(failed, errors) ?? disturbanceOf(foreign) ?? forgotten;
  const drainMs = drainOf(facts, times);
  const timeline = timelineOf(facts.intervals, {
    intervalMs: facts.intervalMs,
    identities: facts.identities.length,
    warmUpMs: between(startUs, times.firstIntendedUs) / US_PER_MS,
  });
  const fellBehind = fellBehindOf(timeline, facts.load);
  return {
    round: facts.round,
    durationMs: between(times.firstIntendedUs, times.lastDeliveryUs ?? times.lastAckUs) / US_PER_MS,
    messages: {
      published: sum('published'),
      acknowledged: sum('acknowledged'),
      delivered: sum('delivered'),
      redelivered: sum('redelivered'),
    },
    rates: {
      // What a sender has got rid of is not published yet: its window would be part of the rate.
      published: rate(sum('acknowledged'), between(times.firstSentUs, times.lastAckUs)),
      delivered: rate(
        sum('delivered'),
        between(facts.drainStartUs ?? times.firstSentUs, times.lastDeliveryUs),
      ),
    },
    publishDelay: latenciesOf(merge(measured, 'publishDelay')),
    publishAck: latenciesOf(merge(measured, 'publishAck')),
    endToEnd: latenciesOf(merge(measured, 'endToEnd')),
    verification,
    ...(drainMs !== undefined && { drainMs }),
    timeline,
    ...(fellBehind && { fellBehind }),
    load: {
      workers,
      ...(serverCpuPercent !== undefined && { serverCpuPercent }),
      ...(saturated !== undefined && { saturated }),
    },
    errors,
    ...(why !== undefined && { partial: why }),
  };
}

/** @returns `forgotten`: why what is missing may be no fault of the server */
function verify(facts: RoundFacts): {
  readonly verification: Verification;
  readonly forgotten?: string;
} {
  const { identities, results, isComplete, mayForget } = facts;
  const evidence = {
    identities,
    sent: results.flatMap((it) => it.sent),
    received: results.flatMap((it) => it.received),
    strange: {
      count: results.reduce((total, it) => total + it.strange.count, 0),
      examples: results.flatMap((it) => it.strange.examples),
    },
  };
  const verification = judge({ ...evidence, isComplete });
  const { lost, examples } = verification;
  if (mayForget === undefined || lost === 0) return { verification };
  if (mayForget === 'unknown') {
    const [first = '', ...others] = examples;
    return { verification: { ...verification, examples: [first, FORGOTTEN, ...others] } };
  }
  return {
    // What a server may forget is not lost, and everything else that is wrong stays wrong.
    verification: judge({ ...evidence, isComplete: false }),
    forgotten: `${lost} messages never came, and may have been forgotten: the backlog passed the ${mayForget.room} messages of that size that a server keeps of a channel; publish less, or name the URL of a server with a higher -mm and -mb`,
  };
}

function failureOf(failed: number, errors: RunReport['errors']): string | undefined {
  if (failed === 0) return undefined;
  return `${failed} publishes failed or were never answered: ${withAdvice(errors[0]?.text ?? 'the connection was lost')}`;
}

function disturbanceOf(foreign: number): string | undefined {
  if (foreign === 0) return undefined;
  return `${foreign} messages of another bench came on the same channels: run one bench at a time on a server`;
}

type TimeKey = Extract<keyof Measured, `${string}Us`>;
type Times = Partial<Record<TimeKey, number>>;

/** The first of all first times, the last of all last ones. */
function spanOf(measured: readonly Measured[]): Times {
  const pick = (key: TimeKey, choose: (...values: number[]) => number): Times => {
    const values = measured.flatMap((it) => it[key] ?? []);
    return values.length === 0 ? {} : { [key]: choose(...values) };
  };
  return {
    ...pick('firstIntendedUs', Math.min),
    ...pick('firstSentUs', Math.min),
    ...pick('lastSentUs', Math.max),
    ...pick('lastAckUs', Math.max),
    ...pick('lastDeliveryUs', Math.max),
  };
}

function between(fromUs: number | undefined, toUs: number | undefined): number {
  return fromUs === undefined || toUs === undefined ? 0 : Math.max(0, toUs - fromUs);
}

function rate(count: number, us: number): number {
  return us === 0 ? 0 : (count / us) * US_PER_SECOND;
}

function merge(
  measured: readonly Measured[],
  key: 'publishDelay' | 'publishAck' | 'endToEnd',
): Histogram {
  return mergeHistograms(measured.map((it) => it[key]));
}

function drainOf({ drainStartUs }: RoundFacts, times: Times): number | undefined {
  if (times.lastDeliveryUs === undefined) return undefined;
  return between(drainStartUs ?? times.lastSentUs, times.lastDeliveryUs) / US_PER_MS;
}

function errorsOf(results: readonly WorkerResult[]): RunReport['errors'] {
  const counts = new ErrorCounts();
  for (const { text, count } of results.flatMap((it) => it.errors)) counts.add(text, count);
  return counts.list();
}
