import type { HarnessClient, HarnessSubscription } from '../../client/harness-client';

/** A client from its connect to its end, and its subscription. An actor has one after the other. */
export interface Session {
  readonly client: HarnessClient;
  /** Name and handle of the subscription; undefined while it has none. */
  subscription: { readonly name: string; readonly handle: HarnessSubscription } | undefined;
  /** It has asked for its goodbye. */
  isLeaving: boolean;
  /** It is over: what still comes of it is nobody's business. */
  isOver: boolean;
}

export function newSession(client: HarnessClient): Session {
  return { client, subscription: undefined, isLeaving: false, isOver: false };
}
