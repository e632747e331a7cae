import { oneLine } from '../../../base/one-line';
import {
  REPORT_FORMAT,
  type BenchReport,
  type FellBehind,
  type Latencies,
  type LoadReport,
  type Machine,
  type MaxRate,
  type Moment,
  type RunReport,
  type TargetReport,
  type Verification,
} from '../../report';
import { decodeHistogram } from './decode-histogram';
import { amount, flag, list, object, oneOf, optional, record, ShapeError, text } from './shape';

/** A file that is no result of this version's bench: one sentence, with the next step. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** `> nats-test@0.1.0 bench` */
const NPM_BANNER = /^\s*> \S+@\S+ /;
const WITHOUT_NPM =
  "Delete the lines in front of the first '{', and next time type 'npm run --silent bench' or 'npx nats-test bench'.";
const AGAIN = "Measure again with 'nats-test bench --json'.";

/**
 * Reads what `nats-test bench --json` has printed. Nothing is believed: every field is looked at, and
 * each histogram is opened.
 * @param name of the file, for errors
 * @throws ReportError for anything else
 */
export function readReport(json: string, name = 'The file'): BenchReport {
  const shown = oneLine(name);
  if (json.trim() === '') throw new ReportError(`${shown} is empty. ${AGAIN}`);
  let value: unknown;
  try {
    value = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (NPM_BANNER.test(json))
      throw new ReportError(`${shown} begins with what npm says of itself. ${WITHOUT_NPM}`, {
        cause,
      });
    throw new ReportError(`${shown} is no JSON, or was cut off. ${AGAIN}`, { cause });
  }
  checkFormat(value, shown);
  try {
    return report(value, '');
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause;
    const problem = `${shown} is a damaged result of nats-test bench: ${oneLine(cause.message)}.`;
    throw new ReportError(`${problem} ${AGAIN}`, { cause });
  }
}

function checkFormat(value: unknown, shown: string): void {
  const format =
    typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format === REPORT_FORMAT) return;
  if (typeof format !== 'string' || !format.startsWith('nats-test-bench/')) {
    throw new ReportError(`${shown} is no result of nats-test bench. ${AGAIN}`);
  }
  const versions = `it is ${oneLine(format).slice(0, 40)}, and this version reads ${REPORT_FORMAT}`;
  throw new ReportError(`${shown} is of another version of nats-test: ${versions}. ${AGAIN}`);
}

const machine = object<Machine>({
  cpus: amount,
  cpuModel: text,
  memoryBytes: amount,
  platform: text,
  node: text,
});

const latencyFields = object<Latencies>({
  count: amount,
  minMs: amount,
  meanMs: amount,
  p50Ms: amount,
  p90Ms: amount,
  p99Ms: amount,
  p999Ms: amount,
  maxMs: amount,
  histogram: text,
});

function latencies(value: unknown, path: string): Latencies {
  const read = latencyFields(value, path);
  const count = countIn(read.histogram, `${path}.histogram`);
  if (count === read.count) return read;
  throw new ShapeError(`${path}.histogram holds ${count} values where count is ${read.count}`);
}

function countIn(histogram: string, path: string): number {
  try {
    return decodeHistogram(histogram).totalCount;
  } catch {
    throw new ShapeError(`${path} is no histogram`);
  }
}

const verification = object<Verification>({
  verdict: oneOf('valid', 'invalid', 'unknown'),
  lost: amount,
  duplicated: amount,
  reordered: amount,
  unexpected: amount,
  examples: list(text),
});

const moment = object<Moment>({
  atMs: amount,
  published: amount,
  acknowledged: amount,
  delivered: amount,
  backlog: amount,
  endToEndP50Ms: optional(amount),
  endToEndP99Ms: optional(amount),
  publishAckP50Ms: optional(amount),
  publishAckP99Ms: optional(amount),
});

const load = object<LoadReport>({
  workers: list(
    object<LoadReport['workers'][number]>({
      role: oneOf('publisher', 'subscriber'),
      cpuPercent: amount,
      stallMsMax: amount,
    }),
  ),
  serverCpuPercent: optional(amount),
  saturated: optional(text),
});

const run = object<RunReport>({
  round: amount,
  durationMs: amount,
  messages: object<RunReport['messages']>({
    published: amount,
    acknowledged: amount,
    delivered: amount,
    redelivered: amount,
  }),
  rates: object<RunReport['rates']>({ published: amount, delivered: amount }),
  publishDelay: latencies,
  publishAck: latencies,
  endToEnd: latencies,
  verification,
  drainMs: optional(amount),
  timeline: list(moment),
  fellBehind: optional(
    object<FellBehind>({ waitingMax: amount, grewPerS: amount, takenPerS: amount }),
  ),
  load,
  errors: list(object<RunReport['errors'][number]>({ text, count: amount })),
  partial: optional(text),
});

const maxRate = object<MaxRate>({
  rate: amount,
  isConfirmed: flag,
  tried: list(object<MaxRate['tried'][number]>({ rate: amount, held: flag, why: text })),
});

const target = object<TargetReport>({
  name: text,
  kind: oneOf('embedded', 'process', 'url'),
  runs: list(run),
  maxRate: optional(maxRate),
});

function targets(value: unknown, path: string): readonly TargetReport[] {
  const read = list(target)(value, path);
  if (read.length === 1 || read.length === 2) return read;
  throw new ShapeError(`${path} has ${read.length} items, not one or two`);
}

const report = object<BenchReport>({
  format: oneOf(REPORT_FORMAT),
  version: text,
  startedAt: text,
  machine,
  args: list(text),
  plan: record(text),
  targets,
  partial: optional(text),
});
