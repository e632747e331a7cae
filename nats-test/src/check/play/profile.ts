import type { Subscribed } from '../history';

/** What kind of listener it is, as a run without any trouble has shown. */
export interface Profile {
  /** What it subscribed to in one life. */
  readonly subscriptions: readonly Subscribed[];
  /** Whether members can share the events. */
  readonly isQueueGroup: boolean;
  /** Whether its state can be copied, or dies with its process. */
  readonly canCopy: boolean;
  /** How long its slowest handler takes until the ack. */
  readonly handlingMs: number;
  /** After so long without an ack it counts as still at it. */
  readonly quietMs: number;
  /** How long it may still be at work when all is acknowledged; 0 when it works before the ack only. */
  readonly restMs: number;
}

/** How long everybody waits for what should come in any case. */
export const PATIENCE_MS = 2000;

/** Before anything is known. */
export const UNKNOWN: Profile = {
  subscriptions: [],
  isQueueGroup: false,
  canCopy: false,
  handlingMs: 0,
  quietMs: PATIENCE_MS,
  restMs: 0,
};

/** Longest time that the server waits for an ack. */
export function ackWaitMsOf(subscriptions: readonly Subscribed[]): number {
  return Math.max(1000, ...subscriptions.map(({ ackWaitMs }) => ackWaitMs));
}
