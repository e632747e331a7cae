import type { StanInside, SubscriptionInside } from './dead-client';

/**
 * Tells when an event has come to the code of a listener, just before that code gets it.
 * @param handles gets the ack inbox and the sequence
 */
export function watchHandling(
  stan: StanInside,
  handles: (ackInbox: string, sequence: number) => void,
): void {
  // Subscriptions are made without the constructor of emitters, so that nobody sees them being made.
  const subscribe = stan.subscribe.bind(stan);
  stan.subscribe = (...args) => {
    const subscription: SubscriptionInside = subscribe(...args);
    subscription.on('message', (message: { getSequence(): number }) => {
      handles(String(subscription.ackInbox), message.getSequence());
    });
    return subscription;
  };
}
