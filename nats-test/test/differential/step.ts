/** How a server is started, and so which of its rules the sequence can bring out. */
export interface Flavour {
  /** Flags after the common ones. */
  readonly args: readonly string[];
  /** Whether many sequences may share one real server: they do, unless the flags count for the whole server. */
  readonly shared: boolean;
}

/** A failed heartbeat shows after interval + timeout; a client goes after two of them: 2 s. */
export const HEARTBEAT_MS = 500;
/** Age limit of the flavour `age`. */
export const AGE_MS = 1500;

export const flavours = {
  plain: { args: [], shared: true },
  heartbeats: {
    args: ['-hbi', `${HEARTBEAT_MS}ms`, '-hbt', `${HEARTBEAT_MS}ms`, '-hbf', '1'],
    shared: true,
  },
  messages: { args: ['-mm', '3'], shared: true },
  bytes: { args: ['-mb', '150'], shared: true },
  subscriptions: { args: ['-msu', '2'], shared: true },
  age: { args: ['-ma', `${AGE_MS}ms`], shared: true },
  // One of the three is taken by the referee's own channel.
  channels: { args: ['-mc', '3'], shared: false },
  restarts: { args: [], shared: false },
} as const satisfies Record<string, Flavour>;

export type FlavourName = keyof typeof flavours;

export type Kind = 'plain' | 'durable' | 'queue' | 'durable queue';

/** `slots` is how many moments ago: before the last one, before the one before it, … */
export type Start =
  | { readonly at: 'new' | 'last' | 'first' | 'future' | 'long ago' }
  | { readonly at: 'sequence'; readonly sequence: number }
  | { readonly at: 'moments ago'; readonly moments: number };

/** What a request asks for that the server refuses. */
export type Flaw = 'ack wait' | 'max in flight' | 'channel' | 'durable name' | 'start' | 'client';

export interface SubscribeStep {
  readonly do: 'subscribe';
  /** The place that it takes; when a subscription lives there, nothing is done. */
  readonly sub: number;
  readonly client: number;
  readonly channel: number;
  readonly kind: Kind;
  /** Which durable name or queue group. */
  readonly name: number;
  readonly start: Start;
  readonly maxInFlight: number;
  readonly ackWaitSecs: number;
  readonly flaw?: Flaw;
}

/** Which of the messages that came and were not acknowledged yet. */
export type Which = 'all' | 'oldest' | 'newest' | 'every other';

/**
 * One operation. Clients and subscriptions are places with a number; a step whose place is empty
 * does nothing, so that steps can be left out of a sequence without changing the meaning of others.
 */
export type Step =
  | { readonly do: 'connect'; readonly client: number }
  /** Cuts the TCP connection. */
  | { readonly do: 'kill'; readonly client: number }
  /** Heartbeats stay unanswered; all else works. */
  | { readonly do: 'freeze'; readonly client: number }
  | { readonly do: 'thaw'; readonly client: number }
  /** A new NATS connection for the same client, without a word to the streaming server. */
  | { readonly do: 'reconnect'; readonly client: number }
  | { readonly do: 'sign off'; readonly client: number }
  | { readonly do: 'ping'; readonly client: number }
  | SubscribeStep
  /** One message to each of the channels, without waiting in between. */
  | { readonly do: 'publish'; readonly client: number; readonly channels: readonly number[] }
  /** `of` its group: what any member got. */
  | {
      readonly do: 'ack';
      readonly sub: number;
      readonly which: Which;
      readonly of: 'own' | 'group';
    }
  /** A sequence as it is, delivered or not. */
  | { readonly do: 'ack sequence'; readonly sub: number; readonly sequence: number }
  | { readonly do: 'close'; readonly sub: number }
  | { readonly do: 'unsubscribe'; readonly sub: number }
  | { readonly do: 'wait'; readonly tenths: number }
  | { readonly do: 'restart' };

/** What is played on both servers. */
export interface Sequence {
  readonly flavour: FlavourName;
  readonly steps: readonly Step[];
}
