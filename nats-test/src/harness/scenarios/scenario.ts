import type { Checker } from '../checkers/checker';
import type { StartPosition } from '../history/operation';
import type { Heartbeats, Limits, TargetFacts } from '../history/target-facts';
import type { PlanSource } from '../generators/plan-source';

/** What can be proven on any server. It is data: whoever runs it decides on which server. */
export type Scenario = Script | Workload;

interface Common {
  /** As it is typed after `--only`. */
  readonly name: string;
  /** What it teaches, as one sentence of the course. */
  readonly lesson: string;
  /** More of it, for docs/SCENARIOS.md: why it matters, and what to do in a service. */
  readonly explanation: string;
  /** What a right server shows, in a few words. */
  readonly expected: string;
  /** Its own channel, if it needs one. All scripts together have at most 12. */
  readonly channel?: `nats-test.${string}`;
  /** What it cannot do without. */
  readonly needs?: readonly Need[];
}

/** A lesson that is played step by step, and who judges what was seen. */
export interface Script extends Common {
  /** Done one after the other. */
  readonly steps: readonly Step[];
  readonly checkers: readonly Checker[] | ((facts: TargetFacts) => readonly Checker[]);
}

/**
 * A lesson under load and faults: what its actors do is made from a seed. Those checkers judge it
 * that it names, which must have something to judge, and all others as well, which may have nothing.
 */
export interface Workload extends Common, PlanSource {
  readonly channel: `nats-test.${string}`;
  /** What its server must be like, so that one must be started for it. */
  readonly server?: ServerTerms;
  /** Names of checkers, the one whose words stand in the table first. */
  readonly proves: readonly string[];
}

/** What a scenario asks of its server. A server that runs already is as it is. */
export interface ServerTerms {
  /** Left out: what was typed, else `memory`. A cluster has everything on disk. */
  readonly store?: 'memory' | 'file';
  /** Left out: the server's own defaults. */
  readonly heartbeats?: Heartbeats;
  /** Of each channel; left out: the server's own defaults, which no scenario comes near to. */
  readonly limits?: Limits;
}

export function isWorkload(scenario: Scenario): scenario is Workload {
  return 'generator' in scenario;
}

/** Monitoring port; heartbeat settings of the server, on the embedded one they are short then; several nodes. */
export type Need = 'monitoring' | 'heartbeats' | 'cluster';

/** What is done. Clients and subscriptions have names within the scenario. */
export type Step =
  /** With the client ID of another client, or one of its own. */
  | { readonly do: 'connect'; readonly client: string; readonly withIdOf?: string }
  | { readonly do: 'disconnect'; readonly client: string }
  /** Nothing passes any more between the client and the server, though the connection stays. */
  | { readonly do: 'freeze'; readonly client: string }
  | ({
      readonly do: 'subscribe';
      readonly client: string;
      readonly subscription: string;
      readonly listener: Listener;
    } & Partial<StepTerms>)
  | { readonly do: 'close' | 'unsubscribe'; readonly subscription: string }
  /** One after the other, each when the one before is acknowledged. */
  | {
      readonly do: 'publish';
      readonly client: string;
      /** How many, or what they carry beside their unique value. */
      readonly events: number | readonly AccountEvent[];
    }
  /** Until the subscriptions have had so many deliveries since the scenario began, redeliveries
   *  included; when they do not come within the time, the scenario goes on and the checkers judge. */
  | {
      readonly do: 'await deliveries';
      readonly to: readonly string[];
      readonly count: number;
      readonly withinMs: number;
    }
  /** Until so many events were booked on the account, else as above. */
  | { readonly do: 'await bookings'; readonly count: number; readonly withinMs: number }
  /** Lets time pass in which something might come that must not. */
  | { readonly do: 'wait'; readonly ms: number }
  /** Acknowledges all that the listener holds, and from now on whatever comes. */
  | { readonly do: 'ack all'; readonly subscription: string }
  /** Asks the monitoring again and again until the client is gone, for at most as long as the
   *  server's heartbeats allow, and a little. */
  | { readonly do: 'await eviction'; readonly client: string };

/** Terms of a subscription, with the start as a scenario can name it. */
interface StepTerms {
  readonly queue: string;
  readonly durable: string;
  readonly start:
    | Exclude<StartPosition, { readonly from: 'sequence' }>
    /** The sequence that the n-th event of this scenario has got, from 1. */
    | { readonly from: 'event'; readonly event: number };
  readonly maxInFlight: number;
  readonly ackWaitMs: number;
}

/** What the listener of a subscription does with an event. */
export type Listener =
  /** Acknowledges it at once. */
  | { readonly does: 'ack' }
  /** Keeps it unacknowledged. */
  | { readonly does: 'hold' }
  /** Leaves the first delivery of each event unacknowledged, and acknowledges when it comes again. */
  | { readonly does: 'ack when redelivered' }
  /**
   * Books it on the account, then acknowledges it. All account listeners of a scenario share one
   * account, as services share a database.
   */
  | {
      readonly does: 'book';
      /** `naive` books whatever comes; `version` books the next version only, acknowledges older
       *  ones and leaves newer ones for later. */
      readonly rule: 'naive' | 'version';
      /** When the event of this version comes for the first time, to whichever listener, that
       *  listener fails: before it has booked it, or after that but before the ack. */
      readonly fails?: readonly { readonly version: number; readonly when: 'before' | 'after' }[];
    };

/** An event in the life of an account. */
export interface AccountEvent {
  readonly version: number;
  /** Deposits are above 0, withdrawals below. */
  readonly amount: number;
}
