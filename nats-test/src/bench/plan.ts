import type { ConnectionOptions } from '../harness/client/harness-client';
import type { RateStep } from './parse-rate';
import type { SizePart } from './parse-size';

/*
 * What a bench is to do, read from the command line and validated once. Nothing behind this looks at
 * the words that were typed.
 */

/** What load is put on. */
export type Target =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'process'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };

/** A target, and how to get in where it runs already. */
export type ReachedTarget =
  | Extract<Target, { kind: 'embedded' }>
  /** `file`: what the path means, wherever this process is. */
  | (Extract<Target, { kind: 'process' }> & { readonly file: string })
  | (Extract<Target, { kind: 'url' }> & { readonly connection: ConnectionOptions });

/** A number of messages, of all publishers together, or a time. */
export type Extent =
  | { readonly kind: 'messages'; readonly messages: number }
  | { readonly kind: 'time'; readonly durationMs: number };

/** When a publisher may send. */
export type Pace =
  /** As soon as an ack makes room: each publisher has up to that many messages without one. */
  | { readonly kind: 'window'; readonly window: number }
  /** By a schedule that does not care how the server is doing; the window only protects memory. */
  | { readonly kind: 'rate'; readonly steps: readonly RateStep[]; readonly window: number };

/** Who must get every message: one plain subscriber, or all members of a queue group together. */
export interface Identity {
  /** For people: `subscriber 2`, `queue group orders`. */
  readonly name: string;
  /** The queue group's name; left out for a plain subscriber. */
  readonly queue?: string;
  readonly members: number;
}

/** What every subscription asks for. */
export interface SubscriptionTerms {
  readonly durable: boolean;
  readonly ack: 'auto' | 'manual';
  readonly maxInFlight: number;
  /** Whole seconds. */
  readonly ackWaitMs: number;
  /** How long a subscriber works on a message before it acknowledges it; it works on one at a time. */
  readonly workMs: number;
}

/** One round: the load that is put on a server, and how long. */
export interface LoadPlan {
  readonly publishers: number;
  /** Every publisher writes to all in turn, every subscriber listens to all. */
  readonly channels: number;
  readonly identities: readonly Identity[];
  readonly extent: Extent;
  /** What comes first and does not count. */
  readonly warmUp: Extent;
  readonly pace: Pace;
  readonly sizes: readonly SizePart[];
  readonly terms: SubscriptionTerms;
  /** Publish everything first, with nobody there to get it, and measure how it is taken out. */
  readonly drain: boolean;
  /** Processes for all publishers together, and as many for all subscribers. */
  readonly workers: number;
}

/** How the highest rate is looked for. */
export interface FindMaxPlan {
  /** The first rate that is tried, in messages a second. */
  readonly startRate: number;
  /** How long each rate is tried. */
  readonly probeMs: number;
}

export interface Plan {
  /** One or two. */
  readonly targets: readonly ReachedTarget[];
  readonly rounds: number;
  readonly load: LoadPlan;
  /** The store of servers that the bench starts. */
  readonly store: 'memory' | 'file';
  readonly findMax?: FindMaxPlan;
}
