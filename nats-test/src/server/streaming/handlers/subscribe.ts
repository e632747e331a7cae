import { StreamingError } from '../../../protocol/streaming/errors';
import {
  decodeSubscriptionRequest,
  encodeSubscriptionResponse,
  type SubscriptionRequest,
} from '../../../protocol/streaming/messages';
import { isChannelName } from '../../../protocol/streaming/names';
import type { Request, StreamingServer } from '../streaming-server';
import { isStartPosition, startOf } from '../start-position';

/** A client subscribes, or resumes a durable subscription. */
export function handleSubscribe(server: StreamingServer, request: Request): void {
  const subscribe = decodeSubscriptionRequest(request.payload);
  if (!subscribe) {
    refuse(server, request, '?', StreamingError.invalidSubscriptionRequest);
    return;
  }
  const fault = faultOf(subscribe);
  if (fault) {
    refuse(server, request, subscribe.clientID, fault);
    return;
  }
  server.batch.commit();
  const channel = server.channels.getOrCreate(subscribe.subject);
  if (typeof channel === 'string') {
    refuse(server, request, subscribe.clientID, channel);
    return;
  }
  const subscription = server.subscriptions.subscribe(channel, subscribe, () =>
    startOf(subscribe, channel.store.msgs, server.clock.wallNs()),
  );
  if (typeof subscription === 'string') {
    refuse(server, request, subscribe.clientID, subscription);
    return;
  }
  // The client must know its ack inbox before the first message comes.
  request.respond(encodeSubscriptionResponse({ ackInbox: subscription.ackInbox }));
  subscription.initialized = true;
  if (subscription.isDurable) server.redelivery.redeliverAll(subscription);
  server.batch.wake(subscription);
}

/** In the order of the real server: the first fault is the one that the client hears of. */
function faultOf(subscribe: SubscriptionRequest): StreamingError | undefined {
  if (subscribe.clientID === '') return StreamingError.clientMissing;
  if (subscribe.ackWaitInSecs <= 0) return StreamingError.invalidAckWait;
  if (subscribe.maxInFlight <= 0) return StreamingError.invalidMaxInFlight;
  if (!isStartPosition(subscribe.startPosition)) return StreamingError.invalidStart;
  if (!isChannelName(subscribe.subject)) return StreamingError.invalidSubject;
  return undefined;
}

function refuse(
  server: StreamingServer,
  request: Request,
  clientId: string,
  error: StreamingError,
): void {
  server.log.error(`[Client:${clientId}] Subscription request refused: ${error}`);
  request.respond(encodeSubscriptionResponse({ error }));
}
