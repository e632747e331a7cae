import { StreamingError } from '../../../protocol/streaming/errors';
import {
  decodeUnsubscribeRequest,
  encodeSubscriptionResponse,
  type UnsubscribeRequest,
} from '../../../protocol/streaming/messages';
import type { Request, StreamingServer } from '../streaming-server';
import { removeFromClient } from '../subscriptions';

/**
 * A client ends a subscription. Its earlier publishes and acks are done by then.
 * @param forGood `unsubscribe`, which ends a durable one too; else `close`, which keeps it
 */
export function handleUnsubscribe(
  server: StreamingServer,
  request: Request,
  forGood: boolean,
): void {
  const unsubscribe = decodeUnsubscribeRequest(request.payload);
  if (!unsubscribe) {
    server.log.error(`Invalid ${forGood ? 'unsub' : 'sub close'} request`);
    request.respond(
      encodeSubscriptionResponse({ error: StreamingError.invalidUnsubscribeRequest }),
    );
    return;
  }
  server.batch.commit();
  const error = end(server, unsubscribe, forGood);
  if (error) {
    server.log.error(
      `[Client:${unsubscribe.clientID}] ${forGood ? 'unsub' : 'sub close'} request for ` +
        `${unsubscribe.subject}, inbox ${unsubscribe.inbox}: ${error}`,
    );
  }
  request.respond(encodeSubscriptionResponse(error ? { error } : {}));
}

function end(
  server: StreamingServer,
  unsubscribe: UnsubscribeRequest,
  forGood: boolean,
): StreamingError | undefined {
  const channel = server.channels.get(unsubscribe.subject);
  const subscription = channel?.byAckInbox.get(unsubscribe.inbox);
  if (!subscription) return StreamingError.invalidSubscription;
  const client = server.clients.get(unsubscribe.clientID);
  if (!client || !removeFromClient(client, subscription)) return StreamingError.unknownClient;
  server.subscriptions.remove(subscription, forGood);
  return undefined;
}
