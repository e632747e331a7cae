import type { Target } from './plan';

/*
 * What a bench has measured: plain data, made once and then only looked at. `--json` prints it as it
 * is, and `--compare` reads it again. Times are milliseconds unless their names say otherwise.
 */

/** Changes when an older file could not be read any more. */
export const REPORT_FORMAT = 'nats-test-bench/1';

/** All that a bench has measured. */
export interface BenchReport {
  readonly format: typeof REPORT_FORMAT;
  /** Of nats-test. */
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly machine: Machine;
  /** The command line's words, as typed: how to run it again. */
  readonly args: readonly string[];
  /**
   * The load, by setting: `size: '128'`; defaults included, targets, rounds and files to write left
   * out. Two reports can be compared only when these are the same.
   */
  readonly plan: Readonly<Record<string, string>>;
  /** One or two. With two the runs were interleaved: the first round of both, then the second. */
  readonly targets: readonly TargetReport[];
  /** Why there is less than was asked for; what there is was measured all the same. */
  readonly partial?: string;
}

/** What `--json` prints. */
export interface PrintedReport extends BenchReport {
  /** With two targets; `--compare` makes it anew. */
  readonly comparison?: TargetsComparison;
}

/** The first target against the second. */
export interface TargetsComparison {
  /** The first one is; `mixed`: better in something and worse in something else. */
  readonly verdict: 'better' | 'worse' | 'mixed' | 'no difference' | 'unknown';
  /** The verdict and its reason: one sentence. */
  readonly sentence: string;
  readonly metrics: readonly {
    /** `end to end p99` */
    readonly name: string;
    readonly better: 'higher' | 'lower';
    readonly verdict: 'better' | 'worse' | 'no difference' | 'unknown';
    /** The first target's figure divided by the second one's: the median of the round pairs. */
    readonly ratio: number;
    /** The smallest difference that these rounds could have shown: 0.1 is 10 %. */
    readonly visible?: number;
    /** About how many rounds with this noise show 10 %; left out when it is more than 1000. */
    readonly roundsFor10Percent?: number;
  }[];
  /** How the verdicts are found: plain words. */
  readonly rule: string;
}

/** What it ran on. */
export interface Machine {
  readonly cpus: number;
  readonly cpuModel: string;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
}

export interface TargetReport {
  /** How the user calls it: `embedded`, the path of a binary, a URL without its password. */
  readonly name: string;
  readonly kind: Target['kind'];
  /** One for each round that was measured, warm-up left out. */
  readonly runs: readonly RunReport[];
  /** With `--find-max`. */
  readonly maxRate?: MaxRate;
}

/** One measured round. */
export interface RunReport {
  /** From 1; 0 is a trial of `--find-max` in which messages went wrong. */
  readonly round: number;
  /** From the first intended send to the last delivery, or to the last ack where nobody listens. */
  readonly durationMs: number;
  readonly messages: {
    readonly published: number;
    readonly acknowledged: number;
    /**
     * First deliveries, of all subscriptions together: two plain ones count a message twice. With
     * `--work` those whose work is done.
     */
    readonly delivered: number;
    readonly redelivered: number;
  };
  /** Messages a second. */
  readonly rates: {
    /** Acknowledged ones, from the first send to the last ack. */
    readonly published: number;
    /** First deliveries, from the first send to the last of them; with `--drain` from when subscribers came. */
    readonly delivered: number;
  };
  /** From the intended send to the real one: what the sender itself was late. Nothing without a rate. */
  readonly publishDelay: Latencies;
  /** From the intended send to the ack. */
  readonly publishAck: Latencies;
  /** From the intended send to the first delivery; with `--work`, until the work on it is done. */
  readonly endToEnd: Latencies;
  readonly verification: Verification;
  /** How long the subscriptions took for what was left when publishing had ended. */
  readonly drainMs?: number;
  readonly timeline: readonly Moment[];
  /** More waited the longer it took. Messages may be right all the same. */
  readonly fellBehind?: FellBehind;
  readonly load: LoadReport;
  /** What clients were told that went wrong, and how often. */
  readonly errors: readonly { readonly text: string; readonly count: number }[];
  /** Why the round ended early or counts less. */
  readonly partial?: string;
}

/** How a load was more than was taken of it. */
export interface FellBehind {
  /** Messages that were due and had not reached the subscription furthest behind, at most. */
  readonly waitingMax: number;
  /** By so many a second. */
  readonly grewPerS: number;
  /** About as many a second got to that subscription, or were acknowledged where nobody listens. */
  readonly takenPerS: number;
}

/** A histogram's contents. */
export interface Latencies {
  readonly count: number;
  readonly minMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  /** The whole histogram: `hdr-histogram-js`, compressed, base64; values in microseconds. */
  readonly histogram: string;
}

/** Whether what came was what was sent. */
export interface Verification {
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  /** Acknowledged and never delivered to somebody who should have had it. */
  readonly lost: number;
  /** Delivered twice, and the second time not as a redelivery. */
  readonly duplicated: number;
  /** First deliveries behind a later message of the same publisher, on one subscription. */
  readonly reordered: number;
  /** Never sent by this bench, or not as it came. */
  readonly unexpected: number;
  /** The first few, in a sentence each. */
  readonly examples: readonly string[];
}

/** What happened in one interval; the first begins with the first intended send. */
export interface Moment {
  /** Where the interval ends. */
  readonly atMs: number;
  readonly published: number;
  readonly acknowledged: number;
  readonly delivered: number;
  /** Published, and not delivered, with `--work` not worked on yet, by the subscription furthest behind. */
  readonly backlog: number;
  /** Of the interval; left out when there was none. */
  readonly endToEndP50Ms?: number;
  readonly endToEndP99Ms?: number;
  readonly publishAckP50Ms?: number;
  readonly publishAckP99Ms?: number;
}

/** How hard the bench itself had to work. */
export interface LoadReport {
  readonly workers: readonly {
    readonly role: 'publisher' | 'subscriber';
    /** Of one CPU, over the round. */
    readonly cpuPercent: number;
    /** The longest that its event loop stood still. */
    readonly stallMsMax: number;
  }[];
  /** The server's own, where it is a process that the bench has started. */
  readonly serverCpuPercent?: number;
  /** Says that the bench, or what else ran on the machine, was the limit rather than the server. */
  readonly saturated?: string;
}

/** The highest rate at which the backlog stays bounded. */
export interface MaxRate {
  /** Messages a second; 0 when not even the lowest rate held. */
  readonly rate: number;
  /** Whether it held in a longer trial, too. The rounds are run at a rate that did. */
  readonly isConfirmed: boolean;
  /** Every rate that was tried, in that order. */
  readonly tried: readonly {
    readonly rate: number;
    readonly held: boolean;
    readonly why: string;
  }[];
}
