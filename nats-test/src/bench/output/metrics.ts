import type { Latencies, RunReport } from '../report';

export type Unit = 'msg/s' | 'messages' | 'ms';

/** Something that every round measures once. */
export interface Metric {
  /** Unique: `endToEnd.p99Ms`. */
  readonly key: string;
  /** What it belongs to: `end to end`. */
  readonly group: string;
  /** Within its group: `p99`. */
  readonly label: string;
  readonly unit: Unit;
  readonly better: 'higher' | 'lower';
  /** Undefined when the round has nothing of the kind, as with nobody listening. */
  readonly of: (run: RunReport) => number | undefined;
}

/** The three latencies, from the first that a message meets to the last. */
export const LATENCIES = [
  { key: 'publishDelay', group: 'publish delay' },
  { key: 'publishAck', group: 'publish ack' },
  { key: 'endToEnd', group: 'end to end' },
] as const;

/** What is shown of each latency. */
const QUANTILES = [
  { key: 'p50Ms', label: 'p50' },
  { key: 'p90Ms', label: 'p90' },
  { key: 'p99Ms', label: 'p99' },
  { key: 'p999Ms', label: 'p99.9' },
  { key: 'maxMs', label: 'max' },
] as const satisfies readonly { key: keyof Latencies; label: string }[];

const RATES = ['published', 'delivered'] as const;

/** How long a backlog took: of interest where it was published first. */
export const DRAIN_KEY = 'drain';

/** All metrics, in the order in which they are shown. */
export const METRICS: readonly Metric[] = [
  ...RATES.map((key): Metric => ({
    key: `rates.${key}`,
    group: 'rate',
    label: key,
    unit: 'msg/s',
    better: 'higher',
    of: ({ messages, rates }) => (messages[key] === 0 ? undefined : rates[key]),
  })),
  {
    key: 'backlog.max',
    group: 'backlog',
    label: 'largest backlog',
    unit: 'messages',
    better: 'lower',
    of: ({ messages, timeline }) =>
      messages.delivered === 0 || timeline.length === 0
        ? undefined
        : timeline.reduce((top, { backlog }) => Math.max(top, backlog), 0),
  },
  {
    key: DRAIN_KEY,
    group: 'backlog',
    label: 'drain',
    unit: 'ms',
    better: 'lower',
    of: ({ drainMs }) => drainMs,
  },
  ...LATENCIES.flatMap((latency) =>
    QUANTILES.map((quantile): Metric => ({
      key: `${latency.key}.${quantile.key}`,
      group: latency.group,
      label: quantile.label,
      unit: 'ms',
      better: 'lower',
      of: (run) => {
        const latencies = run[latency.key];
        return latencies.count === 0 ? undefined : latencies[quantile.key];
      },
    })),
  ),
];
