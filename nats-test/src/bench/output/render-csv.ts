import type { BenchReport, Latencies, RunReport, TargetReport } from '../report';
import { LATENCIES } from './metrics';

type Value = string | number | undefined;

interface Column {
  readonly name: string;
  readonly of: (run: RunReport, target: TargetReport) => Value;
}

const LATENCY_FIELDS = [
  ['min', 'minMs'],
  ['mean', 'meanMs'],
  ['p50', 'p50Ms'],
  ['p90', 'p90Ms'],
  ['p99', 'p99Ms'],
  ['p999', 'p999Ms'],
  ['max', 'maxMs'],
] as const satisfies readonly (readonly [string, keyof Latencies])[];

const SNAKE = { publishDelay: 'publish_delay', publishAck: 'publish_ack', endToEnd: 'end_to_end' };

/** Units stand last in a name; `_per_s` is a second, `_ms` a millisecond. */
const COLUMNS: readonly Column[] = [
  { name: 'target', of: (_, { name }) => name },
  { name: 'kind', of: (_, { kind }) => kind },
  { name: 'round', of: ({ round }) => round },
  { name: 'duration_ms', of: ({ durationMs }) => durationMs },
  { name: 'published', of: ({ messages }) => messages.published },
  { name: 'acknowledged', of: ({ messages }) => messages.acknowledged },
  { name: 'delivered', of: ({ messages }) => messages.delivered },
  { name: 'redelivered', of: ({ messages }) => messages.redelivered },
  { name: 'published_per_s', of: ({ rates }) => rates.published },
  { name: 'delivered_per_s', of: ({ rates }) => rates.delivered },
  ...LATENCIES.flatMap(({ key }): Column[] => [
    { name: `${SNAKE[key]}_count`, of: (run) => run[key].count },
    ...LATENCY_FIELDS.map(([name, field]): Column => ({
      name: `${SNAKE[key]}_${name}_ms`,
      // A histogram without values has no percentiles, and 0 ms would be one.
      of: (run) => (run[key].count === 0 ? undefined : run[key][field]),
    })),
  ]),
  { name: 'verdict', of: ({ verification }) => verification.verdict },
  { name: 'lost', of: ({ verification }) => verification.lost },
  { name: 'duplicated', of: ({ verification }) => verification.duplicated },
  { name: 'reordered', of: ({ verification }) => verification.reordered },
  { name: 'unexpected', of: ({ verification }) => verification.unexpected },
  { name: 'drain_ms', of: ({ drainMs }) => drainMs },
  {
    name: 'max_backlog',
    of: ({ timeline }) => timeline.reduce((top, it) => Math.max(top, it.backlog), 0),
  },
  { name: 'server_cpu_percent', of: ({ load }) => load.serverCpuPercent },
  {
    name: 'worker_cpu_percent_max',
    of: ({ load }) => most(load.workers.map((it) => it.cpuPercent)),
  },
  { name: 'worker_stall_ms_max', of: ({ load }) => most(load.workers.map((it) => it.stallMsMax)) },
  { name: 'saturated', of: ({ load }) => load.saturated },
  { name: 'errors', of: ({ errors }) => errors.reduce((sum, it) => sum + it.count, 0) },
  { name: 'partial', of: ({ partial }) => partial },
];

/**
 * A header, then one line for each target and round, as RFC 4180 has it but for plain line feeds.
 * What was not measured is empty.
 */
export function renderCsv(report: BenchReport): string {
  const lines = [
    COLUMNS.map(({ name }) => name),
    ...report.targets.flatMap((target) =>
      target.runs.map((run) => COLUMNS.map(({ of }) => of(run, target))),
    ),
  ];
  return lines.map((values) => `${values.map(field).join(',')}\n`).join('');
}

function field(value: Value): string {
  const text = typeof value === 'number' ? `${Number(value.toFixed(3))}` : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function most(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}
