import type { Fault } from '../history/fault';
import type { SubscriptionTerms } from '../history/operation';

/**
 * What a scenario does from its beginning to its end, and what goes wrong meanwhile. It is made from
 * a seed before anything runs, and the same seed makes the same plan, byte for byte.
 */
export interface Plan {
  readonly seed: number;
  readonly scenario: string;
  /** Length of the phase `main`, in milliseconds. */
  readonly mainMs: number;
  readonly actors: readonly Actor[];
  /** In the order of time. */
  readonly steps: readonly PlannedStep[];
  /** In the order of time. */
  readonly faults: readonly PlannedFault[];
  /** The final generator: done one after the other in the phase `drain`. */
  readonly finalSteps: readonly FinalStep[];
}

/** A process of a service, as it were: it has one client ID, and comes back when it has lost its connection. */
export type Actor =
  | { readonly kind: 'publisher'; readonly name: string }
  | {
      readonly kind: 'listener';
      readonly name: string;
      /** Channel, behind the scenario's own and a dot; left out: the scenario's own. */
      readonly channel?: string;
      readonly terms: SubscriptionTerms;
      readonly handling: Handling;
    };

/** What a listener does with an event. */
export type Handling =
  /** Acknowledges it after some time between the two. */
  | { readonly does: 'ack'; readonly afterMs: readonly [least: number, most: number] }
  /** Never acknowledges what is new; what comes again it does. */
  | { readonly does: 'ack when redelivered' }
  /** Books it if its version is the next one of its entity, as the course's services do. */
  | { readonly does: 'book' };

/** One thing to be done, `atMs` after the phase `main` has begun. */
export type PlannedStep = { readonly atMs: number; readonly actor: string } & StepKind;

/** One thing to be done when the one before is done. */
export type FinalStep = { readonly actor: string } & StepKind;

export type StepKind =
  /** Connects, if it is not connected, and subscribes if it is a listener. */
  | { readonly do: 'join'; readonly terms?: Partial<SubscriptionTerms> }
  /** Ends the subscription, or says goodbye. */
  | { readonly do: 'leave'; readonly how: 'close' | 'unsubscribe' | 'disconnect' }
  | {
      readonly do: 'publish';
      /** Unique in the plan. */
      readonly value: string;
      readonly channel?: string;
      /** Until it is acknowledged, under another value each time, and after those before it. */
      readonly persists?: true;
      /** Of which account, which version of it this makes, and what is booked. */
      readonly entity?: string;
      readonly version?: number;
      readonly amount?: number;
    }
  /** Stops to acknowledge, and acknowledges what it holds again. */
  | { readonly do: 'stall' | 'go on' }
  /** Another client connects with this one's client ID and says goodbye, if it is let in. */
  | { readonly do: 'claim ID' };

/** A fault that begins `atMs` after the phase `main` has begun. */
export interface PlannedFault {
  readonly atMs: number;
  readonly fault: Fault;
  /** How long it strikes: how long a server is away, or frozen. */
  readonly forMs: number;
  /**
   * For a fault of the server: `server`, or in a cluster `leader` or `follower`, as they are when it
   * begins. Else the name of an actor.
   */
  readonly on: string;
  /** Of `delay`: at least and at most how much longer all takes. Of `clock`: how far it jumps. */
  readonly ms?: readonly [least: number, most: number];
  /** Of acks: which of them are struck, each n-th. */
  readonly each?: number;
}
