import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { seededRandom, type Random } from '../../src/base/random';
import {
  REPORT_FORMAT,
  type BenchReport,
  type Latencies,
  type Moment,
  type RunReport,
  type TargetReport,
} from '../../src/bench/report';

/** How a simulated target behaves. */
export interface SampleTarget {
  readonly name: string;
  readonly kind: TargetReport['kind'];
  /** Messages a second. */
  readonly rate: number;
  /** The middle of each latency. */
  readonly latencyMs: number;
  /** How far rounds scatter: the standard deviation of their logarithm. */
  readonly noise: number;
  readonly rounds: number;
  readonly hasListeners: boolean;
  readonly seed: number;
  /** How long each round lasts. */
  readonly seconds: number;
}

const EMBEDDED: SampleTarget = {
  name: 'embedded',
  kind: 'embedded',
  rate: 42_000,
  latencyMs: 0.6,
  noise: 0.03,
  rounds: 5,
  hasListeners: true,
  seed: 1,
  seconds: 10,
};

const REAL: SampleTarget = {
  ...EMBEDDED,
  name: '/opt/nats/bin/nats-streaming-server',
  kind: 'process',
  rate: 20_000,
  latencyMs: 1.9,
  seed: 2,
};

/** A bench of the embedded server and a binary, five rounds each. */
export function sampleReport(changes: Partial<BenchReport> = {}): BenchReport {
  const targets = changes.targets ?? [sampleTarget(), sampleTarget(REAL)];
  const runs = targets.flatMap((target) => target.runs);
  const isUnheard = runs.length > 0 && runs.every(({ messages }) => messages.delivered === 0);
  return {
    format: REPORT_FORMAT,
    version: '0.1.0',
    startedAt: '2026-03-01T12:00:00.000Z',
    machine: {
      cpus: 8,
      cpuModel: 'Example CPU @ 3.00GHz',
      memoryBytes: 16 * 1024 ** 3,
      platform: 'linux x64',
      node: 'v20.19.0',
    },
    args: ['bench', 'embedded', REAL.name, '--size', '128', '--rounds', '5'],
    plan: {
      publishers: '1',
      subscribers: isUnheard ? '0' : '1',
      size: '128 bytes',
      publishing: 'window of 256',
    },
    targets,
    ...changes,
  };
}

/** A target with all its rounds. */
export function sampleTarget(
  changes: Partial<SampleTarget> = {},
  more: Partial<TargetReport> = {},
): TargetReport {
  const target = { ...EMBEDDED, ...changes };
  const random = seededRandom(target.seed);
  const runs = Array.from({ length: target.rounds }, (_, i) => sampleRun(target, i + 1, random));
  return { name: target.name, kind: target.kind, runs, ...more };
}

/** One round: a busy second in its middle, so that there is something to see. */
function sampleRun(target: SampleTarget, round: number, random: Random): RunReport {
  const { hasListeners, seconds } = target;
  const rate = target.rate * Math.exp(target.noise * normal(random));
  const slow = Math.exp(target.noise * normal(random));
  const published = Math.round(rate * seconds);
  const latencies = (share: number): Latencies =>
    sampleLatencies(random, target.latencyMs * slow * share, published);
  return {
    round,
    durationMs: seconds * 1000,
    messages: {
      published,
      acknowledged: published,
      delivered: hasListeners ? published : 0,
      redelivered: 0,
    },
    rates: { published: rate, delivered: hasListeners ? rate * 0.999 : 0 },
    publishDelay: latencies(0.1),
    publishAck: latencies(0.8),
    endToEnd: hasListeners ? latencies(1) : latenciesOf(build()),
    verification: {
      verdict: hasListeners ? 'valid' : 'unknown',
      lost: 0,
      duplicated: 0,
      reordered: 0,
      unexpected: 0,
      examples: [],
    },
    timeline: sampleTimeline(target, rate, random),
    load: {
      workers: [
        { role: 'publisher', cpuPercent: 61, stallMsMax: 4.2 },
        { role: 'subscriber', cpuPercent: 55, stallMsMax: 3.1 },
      ],
    },
    errors: [],
  };
}

function sampleTimeline(target: SampleTarget, rate: number, random: Random): Moment[] {
  const { hasListeners, latencyMs, seconds } = target;
  return Array.from({ length: seconds * 2 }, (_, i) => {
    const isBusy = i === seconds;
    const published = Math.round((rate / 2) * Math.exp(0.05 * normal(random)));
    const factor = (isBusy ? 6 : 1) * Math.exp(0.1 * normal(random));
    return {
      atMs: (i + 1) * 500,
      published,
      acknowledged: published,
      delivered: hasListeners ? Math.round(published * (isBusy ? 0.6 : 1)) : 0,
      backlog: hasListeners ? Math.round(factor * rate * (latencyMs / 1000)) : 0,
      publishAckP50Ms: latencyMs * 0.8 * factor,
      publishAckP99Ms: latencyMs * 4 * factor,
      ...(hasListeners
        ? { endToEndP50Ms: latencyMs * factor, endToEndP99Ms: latencyMs * 5 * factor }
        : {}),
    };
  });
}

/** Long-tailed, as latencies are: a log-normal one, and one in a thousand behind a stall. */
function sampleLatencies(random: Random, middleMs: number, count: number): Latencies {
  const histogram = build();
  const different = 2000;
  for (let i = 0; i < different; i++) {
    const stallMs = random.below(1000) < 2 ? 5 + random.below(20) : 0;
    const valueMs = middleMs * Math.exp(0.5 * normal(random)) + stallMs;
    histogram.recordValueWithCount(
      Math.round(valueMs * 1000),
      Math.max(1, Math.round(count / different)),
    );
  }
  return latenciesOf(histogram);
}

/** A histogram of microseconds as a report has it. */
export function latenciesOf(histogram: Histogram): Latencies {
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1000;
  return {
    count: histogram.totalCount,
    minMs: at(0),
    meanMs: histogram.mean / 1000,
    p50Ms: at(50),
    p90Ms: at(90),
    p99Ms: at(99),
    p999Ms: at(99.9),
    maxMs: histogram.maxValue / 1000,
    histogram: encodeIntoCompressedBase64(histogram),
  };
}

/** Normally distributed around 0 with a standard deviation of 1. */
export function normal(random: Random): number {
  const one = (): number => (random.below(2 ** 32) + 1) / (2 ** 32 + 1);
  return Math.sqrt(-2 * Math.log(one())) * Math.cos(2 * Math.PI * one());
}

/** The report with one round changed. */
export function withRun(
  report: BenchReport,
  target: number,
  round: number,
  changes: Partial<RunReport>,
): BenchReport {
  return {
    ...report,
    targets: report.targets.map((it, i) =>
      i !== target
        ? it
        : {
            ...it,
            runs: it.runs.map((run) => (run.round === round ? { ...run, ...changes } : run)),
          },
    ),
  };
}
