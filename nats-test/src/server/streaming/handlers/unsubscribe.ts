import { StreamingError } from '../../../protocol/streaming/errors';
import {
  decodeUnsubscribeRequest,
  encodeSubscriptionResponse,
  type UnsubscribeRequest,
} from '../../../protocol/streaming/messages';
import type { Request } from '../request';
import type { StreamingState } from '../state';
import { removeFromClient } from '../subscriptions';

/**
 * A client ends a subscription. Its earlier publishes and acks are done by then.
 * @param forGood `unsubscribe`, which ends a durable one too; else `close`, which keeps it
 */
export function handleUnsubscribe(state: StreamingState, request: Request, forGood: boolean): void {
  const unsubscribe = decodeUnsubscribeRequest(request.payload);
  if (!unsubscribe) {
    state.log.error(`Invalid ${forGood ? 'unsub' : 'sub close'} request`);
    request.respond(
      encodeSubscriptionResponse({ error: StreamingError.invalidUnsubscribeRequest }),
    );
    return;
  }
  state.batch.commit();
  const error = end(state, unsubscribe, forGood);
  if (error) {
    state.log.error(
      `[Client:${unsubscribe.clientID}] ${forGood ? 'unsub' : 'sub close'} request for ` +
        `${unsubscribe.subject}, inbox ${unsubscribe.inbox}: ${error}`,
    );
  }
  request.respond(encodeSubscriptionResponse(error ? { error } : {}));
}

function end(
  state: StreamingState,
  unsubscribe: UnsubscribeRequest,
  forGood: boolean,
): StreamingError | undefined {
  const channel = state.channels.get(unsubscribe.subject);
  const subscription = channel?.byAckInbox.get(unsubscribe.inbox);
  if (!subscription) return StreamingError.invalidSubscription;
  const client = state.clients.get(unsubscribe.clientID);
  if (!client || !removeFromClient(client, subscription)) return StreamingError.unknownClient;
  state.subscriptions.remove(subscription, forGood);
  return undefined;
}
