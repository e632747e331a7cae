import type { Stan, SubscriptionOptions } from 'node-nats-streaming';

import type { SubscribeOptions } from './harness-client';

/**
 * What the library is told, to subscribe.
 *
 * @throws RangeError on a number that the library can't send, before anything is sent
 */
export function libraryTerms(stan: Stan, options: SubscribeOptions): SubscriptionOptions {
  const { ackWaitMs, maxInFlight, durable, start } = options;
  if (!Number.isInteger(ackWaitMs / 1000) || ackWaitMs < 1000) {
    throw new RangeError(
      `An ack wait of ${ackWaitMs} ms can't be asked for: take whole seconds, 1000 ms at least.`,
    );
  }
  if (!Number.isInteger(maxInFlight)) {
    throw new RangeError(
      `Max in flight of ${maxInFlight} can't be asked for: take a whole number, 1 at least.`,
    );
  }
  const terms = stan.subscriptionOptions();
  // Set by hand, since the library's own setter takes 0 for nothing said.
  terms.ackWait = ackWaitMs;
  terms.maxInFlight = maxInFlight;
  terms.setManualAckMode(true);
  if (durable !== undefined) terms.setDurableName(durable);
  if (start !== undefined) setStart(terms, start);
  return terms;
}

function setStart(terms: SubscriptionOptions, start: NonNullable<SubscribeOptions['start']>): void {
  switch (start.from) {
    case 'first':
      terms.setDeliverAllAvailable();
      return;
    case 'last':
      terms.setStartWithLastReceived();
      return;
    case 'sequence':
      if (!Number.isSafeInteger(start.sequence) || start.sequence < 0) {
        throw new RangeError(
          `A start at sequence ${start.sequence} can't be asked for: take a whole number.`,
        );
      }
      terms.setStartAtSequence(start.sequence);
      return;
    case 'ago':
      if (!(start.agoMs >= 0 && start.agoMs < Number.MAX_SAFE_INTEGER / 1e6)) {
        throw new RangeError(
          `A start ${start.agoMs} ms ago can't be asked for: take 0 or more, a hundred days at most.`,
        );
      }
      // The library counts in nanoseconds, whole ones.
      terms.setStartAtTimeDelta(Math.round(start.agoMs));
      return;
  }
}
