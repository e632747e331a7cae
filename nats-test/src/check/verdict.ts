import type { History } from './history';
import type { Schedule } from './schedule';

/** What kind of failure it is; each has its own sentence and its own remedies. */
export type FailureKind =
  /** The invariant threw, or gave false. */
  | 'invariant'
  /** A handler threw where nobody catches: the process would have died. */
  | 'threw'
  /** The listener called process.exit, or its process ended, though nobody had stopped it. */
  | 'exited'
  /** An event was never acknowledged, however often it came. */
  | 'never acked'
  /** The handler takes longer than the ack wait. */
  | 'ack wait too short'
  /** A listener that comes back is refused, since its client ID is taken. */
  | 'client ID taken'
  /** `start` failed when the listener came back. */
  | 'start failed'
  /** `stop` did not end the connection, or a process did not close it on SIGTERM. */
  | 'not closed'
  /** `stop` failed, or did not come to an end. */
  | 'stop failed';

/** The smallest schedule that was found to break the listener. */
export interface CheckFailure {
  readonly kind: FailureKind;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** What was thrown, if something was. */
  readonly cause?: unknown;
  readonly schedule: Schedule;
  /** What was published, as given. */
  readonly events: readonly unknown[];
  readonly history: History;
  /** The same schedule again, when its outcome was another one. */
  readonly otherwise?: { readonly message: string | undefined; readonly history: History };
  /** Replays it: the option `path`, with the seed. */
  readonly path: string;
}

/** What a schedule did, or all of them together. */
export interface Explored {
  readonly schedules: number;
  readonly deliveries: number;
  readonly redeliveries: number;
  /** Deliveries that came while the listener was still at another one. */
  readonly overlaps: number;
  /** Events that came for the first time after one that was published later. */
  readonly reorderings: number;
  readonly crashes: number;
  readonly lostAcks: number;
  readonly listenerRestarts: number;
  readonly serverRestarts: number;
}

export const NOTHING_EXPLORED: Explored = {
  schedules: 0,
  deliveries: 0,
  redeliveries: 0,
  overlaps: 0,
  reorderings: 0,
  crashes: 0,
  lostAcks: 0,
  listenerRestarts: 0,
  serverRestarts: 0,
};

/** Something that is legal and mostly not meant. */
export interface Warning {
  readonly kind:
    | 'no durable'
    | 'unsubscribes'
    | 'nothing subscribed'
    | 'no invariant'
    | 'not copied'
    | 'left running';
  readonly message: string;
}

/** What came of a check. */
export interface CheckReport {
  /** `unknown`: nothing was shown, for nothing happened that could have broken it. */
  readonly verdict: 'passed' | 'failed' | 'unknown';
  /** Why it is unknown. */
  readonly reason?: string;
  readonly seed: number;
  readonly explored: Explored;
  readonly warnings: readonly Warning[];
  readonly failure?: CheckFailure;
  /** All of it in words, as it is printed. */
  readonly text: string;
}
