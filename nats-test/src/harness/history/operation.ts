import type { Fault } from './fault';

/**
 * One line of a history: something that a client asked for, what came of it, or what was seen.
 *
 * What asks for an answer stands twice: as `invoke` when it was asked, and as `ok`, `fail` or `info`
 * when the answer came, both with the same `id`. `fail` is definite: it did not happen. `info` is
 * not: it may have happened. What needs no answer stands once, as `ok`.
 */
export type Operation = Request | Sighting;

/** What an answer can be. */
export type AnswerType = 'ok' | 'fail' | 'info';

interface Common {
  /** Place in the history, from 0. */
  readonly index: number;
  /** Milliseconds since the history began, never going back. */
  readonly timeMs: number;
  /** Name of the client within the scenario, such as `a`; empty for what is of none. */
  readonly client: string;
}

interface RequestCommon extends Common {
  readonly type: 'invoke' | AnswerType;
  /** Joins an invocation and its answer. */
  readonly id: number;
  /** What the server or the library said; with `fail` and `info` only. */
  readonly error?: string;
}

/** What asks for an answer. The fields are the same in invocation and answer. */
export type Request =
  | (RequestCommon & { readonly f: 'connect'; readonly clientId: string })
  /** The client says goodbye. */
  | (RequestCommon & { readonly f: 'disconnect' })
  | (RequestCommon & {
      readonly f: 'publish';
      readonly channel: string;
      /** Unique in the history. */
      readonly value: string;
      /** The first of several attempts to publish the same: its value. Any of them may be there. */
      readonly attemptOf?: string;
    })
  | (RequestCommon & {
      readonly f: 'subscribe';
      readonly channel: string;
      /** Name within the scenario. A durable that is resumed has another one each time. */
      readonly subscription: string;
      readonly terms: SubscriptionTerms;
    })
  /** Ends the subscription; a durable one keeps its place. */
  | (RequestCommon & { readonly f: 'close'; readonly subscription: string })
  /** Ends the subscription for good. */
  | (RequestCommon & { readonly f: 'unsubscribe'; readonly subscription: string })
  /** Asks the streaming server whether it still knows the client; `fail` says that it does not. */
  | (RequestCommon & { readonly f: 'ping' });

/** What was seen or done at one moment. */
export type Sighting = Common & { readonly type: 'ok' } & (
    | {
        readonly f: 'deliver';
        readonly channel: string;
        readonly subscription: string;
        readonly value: string;
        readonly sequence: number;
        readonly redelivered: boolean;
        readonly redeliveryCount: number;
      }
    /** The client has sent an ack. It is one-way: nobody knows when the server has it. */
    | {
        readonly f: 'ack';
        readonly channel: string;
        readonly subscription: string;
        readonly value: string;
        readonly sequence: number;
      }
    /** As `ack`, but the ack gets lost on its way: the server never has it. */
    | {
        readonly f: 'ack lost';
        readonly channel: string;
        readonly subscription: string;
        readonly value: string;
        readonly sequence: number;
      }
    /** From here on nothing passes between this client and the server, and neither is told. */
    | { readonly f: 'freeze' }
    /** It passes again, and what both had sent meanwhile comes now. */
    | { readonly f: 'thaw' }
    /** The client has died at once and told nobody. What comes later under its name is another start. */
    | { readonly f: 'crash' }
    /** The library says that the connection is over, though nobody asked for that. */
    | { readonly f: 'lost'; readonly error: string }
    /** The monitoring was asked which clients there are: whether this one was among them. */
    | { readonly f: 'registered'; readonly isRegistered: boolean }
    /** The listener of a subscription has booked an event on the account. */
    | {
        readonly f: 'book';
        readonly subscription: string;
        readonly value: string;
        /** Which account; left out where there is one. */
        readonly entity?: string;
        /** Place of the event in the entity's life, from 1. */
        readonly version: number;
        readonly amount: number;
        /** Of the account, after it. */
        readonly balance: number;
      }
    /** The harness itself stood still until now, and saw and did nothing for so long. What came
     *  meanwhile is read after this. */
    | { readonly f: 'pause'; readonly pausedMs: number }
    /** A fault begins or ends to strike. */
    | {
        readonly f: 'fault';
        readonly fault: Fault;
        readonly state: 'begins' | 'ends';
        /** `server`, a node of the cluster, or the client that it strikes. */
        readonly on: string;
        /** The server was the leader of its cluster. */
        readonly isLeader?: boolean;
        /** What it had stored is gone: where it ends, it knows nothing of what was before. */
        readonly isWiped?: boolean;
        /** How far the clock jumps, or how much longer all takes. */
        readonly ms?: number;
      }
    /** From here on the scenario is in another phase. */
    | { readonly f: 'phase'; readonly phase: Phase }
    /** The scenario was played to its end; whatever had not come by then did not come. */
    | { readonly f: 'end' }
  );

/**
 * `main`: clients do what the generator says while faults strike. `heal`: all faults end. `settle`:
 * whoever was hurt comes back. `drain`: the final generator; what is under way may arrive.
 */
export type Phase = 'main' | 'heal' | 'settle' | 'drain';

/** What a subscription was asked for with. */
export interface SubscriptionTerms {
  readonly queue?: string;
  readonly durable?: string;
  /** Left out: new events only. */
  readonly start?: StartPosition;
  /** Events that may be unacknowledged at a time. */
  readonly maxInFlight: number;
  /** Whole seconds, since the library takes nothing else. */
  readonly ackWaitMs: number;
}

/** Where a subscription begins. */
export type StartPosition =
  | { readonly from: 'first' }
  | { readonly from: 'last' }
  /** The event with this sequence comes first. */
  | { readonly from: 'sequence'; readonly sequence: number }
  /** Events of the last so many milliseconds. */
  | { readonly from: 'ago'; readonly agoMs: number };

/** Operations of one kind: `OperationOf<'deliver'>`. */
export type OperationOf<F extends Operation['f']> = Extract<Operation, { readonly f: F }>;

/** What a scenario did and saw, in the order of time. */
export type History = readonly Operation[];
