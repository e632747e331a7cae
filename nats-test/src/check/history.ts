/** By whom the events are published. */
export const PUBLISHER = 'publisher';

/** A subscription, as the listener asked for it. */
export interface Subscribed {
  readonly channel: string;
  /** Empty outside of queue groups. */
  readonly queue: string;
  /** Empty when it is not durable. */
  readonly durable: string;
  readonly ackWaitMs: number;
  readonly maxInFlight: number;
  readonly start: 'new only' | 'last' | 'time' | 'sequence' | 'first';
}

/** Which event was on its way to whom; `event` counts from 1, and is 0 for what is none of the given. */
export interface Delivered {
  /** `A`, `B`, … */
  readonly member: string;
  readonly channel: string;
  readonly sequence: number;
  readonly event: number;
  readonly label: string;
}

/** Why a listener was out of order. */
export type CrashMoment =
  'before delivery' | 'while handling' | 'before ack' | 'after ack' | 'server restarted';

/** What happened in a schedule, in its order. */
export type Entry =
  | {
      readonly f: 'published';
      readonly event: number;
      readonly channel: string;
      readonly sequence: number;
      readonly label: string;
      /** `PUBLISHER`, a member, or `listener`: some client that a listener has opened when it ran already. */
      readonly by: string;
    }
  | { readonly f: 'started'; readonly member: string; readonly again: boolean }
  | ({ readonly f: 'subscribed'; readonly member: string } & Subscribed)
  | ({ readonly f: 'delivered'; readonly redelivered: boolean } & Delivered)
  | ({ readonly f: 'delivery lost'; readonly redelivered: boolean } & Delivered)
  | ({ readonly f: 'acked' } & Delivered)
  | ({ readonly f: 'ack lost' } & Delivered)
  /** No ack came in time: the listener is still at it. */
  | ({ readonly f: 'held' } & Delivered)
  | ({ readonly f: 'crashed'; readonly when: CrashMoment; readonly member: string } & {
      readonly during?: Delivered;
    })
  | { readonly f: 'stopped'; readonly member: string }
  /** A durable subscription was deleted, not closed. */
  | {
      readonly f: 'unsubscribed';
      readonly member: string;
      readonly channel: string;
      readonly durable: string;
      readonly queue: string;
    }
  | { readonly f: 'waited'; readonly ms: number }
  | { readonly f: 'server restarted' }
  /** The code of the listener threw, where nobody caught it. */
  | {
      readonly f: 'threw';
      readonly member: string;
      readonly error: unknown;
      readonly isRejection: boolean;
    }
  | { readonly f: 'exited'; readonly member: string; readonly status: string }
  /** The server refused a request of the listener. */
  | {
      readonly f: 'refused';
      readonly member: string;
      readonly what: 'connect' | 'subscribe';
      readonly error: string;
    }
  /** A line that the listener printed. */
  | { readonly f: 'said'; readonly member: string; readonly text: string }
  /** How the state looks now; only when it can be shown in a line and has changed. */
  | { readonly f: 'state'; readonly text: string };

export type History = readonly Entry[];
