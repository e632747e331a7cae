import type { MsgProto, SubscriptionRequest } from '../stan-wire';

/**
 * A way in which a server can be wrong. Each rule sees one thing that passes and says what passes
 * instead; what has no rule passes as it is.
 */
export interface Lie {
  /** What the server is asked for when a client subscribes. */
  readonly subscribe?: (request: SubscriptionRequest) => SubscriptionRequest;
  /** What becomes of an event that the server sends. */
  readonly deliver?: (delivery: ProxiedDelivery) => readonly Deed[];
  /** Whether the ack of the event with this sequence reaches the server. */
  readonly acks?: (sequence: number) => boolean;
  /** Closing and unsubscribing of a subscription is answered here, and the server is not told. */
  readonly keepsClosed?: true;
  /** Heartbeats are answered here, and the client is not asked. */
  readonly answersHeartbeats?: true;
  /** As whom the server knows a client whose ID somebody else has; `nth` counts them, from 1. */
  readonly renameSecond?: (clientId: string, nth: number) => string;
}

/** An event on its way to a member of a queue group, or to a subscription alone. */
export interface ProxiedDelivery {
  /** Names the subscription: the inbox that its events go to. */
  readonly inbox: string;
  /** Inboxes of the other members; none where there is no queue group. */
  readonly others: readonly string[];
  readonly message: MsgProto;
}

/** What is done about an event, all of it where it stands in the list. */
export type Deed =
  | {
      readonly do: 'send';
      readonly to: string;
      /** With the flag and the count of a first redelivery. */
      readonly asRedelivered?: true;
      /** Only so much later, and `unlessAcked` only if it has not been acknowledged by then. */
      readonly afterMs?: number;
      readonly unlessAcked?: true;
    }
  /** Tells the server that the client has acknowledged it. */
  | { readonly do: 'ack' };
