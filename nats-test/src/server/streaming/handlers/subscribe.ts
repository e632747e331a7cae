import { StreamingError } from '../../../protocol/streaming/errors';
import {
  decodeSubscriptionRequest,
  encodeSubscriptionResponse,
  type SubscriptionRequest,
} from '../../../protocol/streaming/messages';
import { areNames, isChannelName } from '../../../protocol/streaming/names';
import type { Request } from '../request';
import type { StreamingState } from '../state';
import { isStartPosition, startOf } from '../start-position';
import type { StreamingSubscription } from '../subscription';

/** A client subscribes, or resumes a durable subscription. */
export function handleSubscribe(state: StreamingState, request: Request): void {
  const subscribe = decodeSubscriptionRequest(request.payload);
  if (!subscribe) {
    refuse(state, request, '?', StreamingError.invalidSubscriptionRequest);
    return;
  }
  const fault = faultOf(subscribe);
  if (fault) {
    refuse(state, request, subscribe.clientID, fault);
    return;
  }
  state.batch.commit();
  // Once the store has failed nobody is to count on a durable name that it can't keep.
  const failure = state.storeFailure();
  if (failure) {
    refuse(state, request, subscribe.clientID, failure);
    return;
  }
  const channel = state.channels.getOrCreate(subscribe.subject);
  if (typeof channel === 'string') {
    refuse(state, request, subscribe.clientID, channel);
    return;
  }
  const subscription = state.subscriptions.subscribe(channel, subscribe, () =>
    startOf(subscribe, channel.store.msgs, state.clock.wallNs()),
  );
  if (typeof subscription === 'string') {
    refuse(state, request, subscribe.clientID, subscription);
    return;
  }
  const { ackInbox } = subscription;
  // NATS must know the ack inbox before the first ack comes.
  state.connections.acks.afterArrived(() => {
    // The client must know it before the first message comes.
    request.respond(encodeSubscriptionResponse({ ackInbox }));
    // Meanwhile its client may have gone.
    if (subscription.ackInbox === ackInbox && subscription.ackRoute) begin(state, subscription);
  });
}

function begin(state: StreamingState, subscription: StreamingSubscription): void {
  subscription.initialized = true;
  const goOn = (): void => {
    state.batch.wake(subscription);
  };
  if (subscription.isDurable) state.redelivery.redeliverAll(subscription, goOn);
  else goOn();
}

/** In the order of the real server: the first fault is the one that the client hears of. */
function faultOf(subscribe: SubscriptionRequest): StreamingError | undefined {
  if (subscribe.clientID === '') return StreamingError.clientMissing;
  if (subscribe.ackWaitInSecs <= 0) return StreamingError.invalidAckWait;
  if (subscribe.maxInFlight <= 0) return StreamingError.invalidMaxInFlight;
  if (!isStartPosition(subscribe.startPosition)) return StreamingError.invalidStart;
  if (!isChannelName(subscribe.subject)) return StreamingError.invalidSubject;
  const { clientID, subject, inbox, qGroup, durableName } = subscribe;
  if (!areNames(clientID, subject, inbox, qGroup, durableName)) return StreamingError.nameTooLong;
  return undefined;
}

function refuse(
  state: StreamingState,
  request: Request,
  clientId: string,
  error: StreamingError,
): void {
  state.log.error(`[Client:${clientId}] Subscription request refused: ${error}`);
  request.respond(encodeSubscriptionResponse({ error }));
}
