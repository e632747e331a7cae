import type { ConnectionOptions } from '../../harness/client/harness-client';
import type { Extent, Pace, SubscriptionTerms } from '../plan';
import type { SizePart } from '../parse-size';
import type { ReceivedFacts } from '../verify/received';
import type { SentFacts } from '../verify/judge';

/*
 * What the bench and its workers say to each other. It goes through a pipe between processes, so all of
 * it is plain data. All times named `…Us` are microseconds of CLOCK_MONOTONIC.
 */

interface CommonSetup {
  readonly connection: ConnectionOptions;
  /** See `Payload`. */
  readonly bench: number;
  readonly round: number;
  /** All of the round, not of this worker alone. */
  readonly publishers: number;
  readonly channels: readonly string[];
  /** How long one interval of the timeline is. */
  readonly intervalMs: number;
  /** How long to wait for the ack of a publish. */
  readonly publishTimeoutMs: number;
}

export interface PublisherSetup extends CommonSetup {
  readonly role: 'publisher';
  /** Those that live in this worker. */
  readonly clients: readonly { readonly publisher: number; readonly clientId: string }[];
  readonly pace: Pace;
  readonly extent: Extent;
  readonly warmUp: Extent;
  readonly sizes: readonly SizePart[];
  readonly seed: number;
}

export interface MemberSetup {
  /** Index in the plan. */
  readonly identity: number;
  readonly name: string;
  readonly queue?: string;
  readonly clientId: string;
}

export interface SubscriberSetup extends CommonSetup {
  readonly role: 'subscriber';
  readonly members: readonly MemberSetup[];
  readonly terms: SubscriptionTerms;
  /** Of all its subscriptions; left out when they are not to be durable. */
  readonly durable?: string;
  /** Go away again once subscribed, and come back when told to. */
  readonly isLate: boolean;
}

export type WorkerSetup = PublisherSetup | SubscriberSetup;

export type ToWorker =
  | {
      readonly kind: 'setup';
      readonly setup: WorkerSetup;
      /** A server that the bench has started: it must not outlive the bench. */
      readonly serverPid?: number;
    }
  /** Publishers begin at that time, subscribers count intervals from there. */
  | { readonly kind: 'go'; readonly startUs: number }
  /** Subscribers that are late come back. */
  | { readonly kind: 'come back' }
  /** Publishers send no more. */
  | { readonly kind: 'stop' }
  /** Say what came of it, and end. */
  | { readonly kind: 'finish' };

export type FromWorker =
  /** Connected, and subscribed. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly error: string }
  /** Regularly, and once more when all publishers have ended. */
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** All of its publishers have sent all, and know what became of it. */
  | { readonly kind: 'published' }
  /** A connection is lost: nothing goes on there. */
  | { readonly kind: 'lost'; readonly error: string }
  | { readonly kind: 'result'; readonly result: WorkerResult };

/** How far a worker is, warm-up included, and what came since it last told. */
export interface Progress {
  readonly sent: number;
  readonly acknowledged: number;
  /** Publishes that were refused or never answered. */
  readonly failed: number;
  /** By identity: how many different messages have come and been worked on; left out for those that are not here. */
  readonly seen: Readonly<Record<number, number>>;
  readonly intervals: readonly IntervalFacts[];
  /** A subscriber has messages in hand that it works on. */
  readonly isAtWork?: boolean;
  /** The most frequent one. */
  readonly error?: string;
}

/** Of messages that count, in one interval. */
export interface IntervalFacts {
  /** From 0, at the start of the round. */
  readonly index: number;
  readonly published: number;
  readonly acknowledged: number;
  /** By identity. */
  readonly delivered: Readonly<Record<number, number>>;
  /** Histograms of two digits; left out when empty. */
  readonly publishAck?: string;
  readonly endToEnd?: string;
}

export interface WorkerResult {
  readonly role: WorkerSetup['role'];
  readonly sent: readonly SentFacts[];
  readonly received: readonly ReceivedFacts[];
  readonly strange: { readonly count: number; readonly examples: readonly string[] };
  /** Messages of other benches on the same channels. */
  readonly foreign: number;
  /** Publishes that were refused or never answered, warm-up included. */
  readonly failed: number;
  readonly measured: Measured;
  readonly errors: readonly { readonly text: string; readonly count: number }[];
  readonly cpuPercent: number;
  readonly stallMsMax: number;
}

/** Of messages that count. Times are undefined when there was nothing. */
export interface Measured {
  readonly published: number;
  readonly acknowledged: number;
  readonly delivered: number;
  readonly redelivered: number;
  readonly firstIntendedUs?: number;
  readonly firstSentUs?: number;
  readonly lastSentUs?: number;
  readonly lastAckUs?: number;
  readonly lastDeliveryUs?: number;
  /** Histograms as texts. */
  readonly publishDelay: string;
  readonly publishAck: string;
  readonly endToEnd: string;
}
