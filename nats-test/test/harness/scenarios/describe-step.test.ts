import { expect, test } from 'vitest';

import { describeStep } from '../../../src/harness/scenarios/describe-step';
import type { Step } from '../../../src/harness/scenarios/scenario';

test.each<{ step: Step; text: string }>([
  { step: { do: 'connect', client: 'publisher' }, text: 'the publisher connects' },
  {
    step: { do: 'connect', client: 'b', withIdOf: 'a' },
    text: 'client b connects with the client ID of client a',
  },
  {
    step: { do: 'subscribe', client: 'a', subscription: 'a', listener: { does: 'ack' } },
    text: 'client a subscribes and acknowledges each event',
  },
  {
    step: {
      do: 'subscribe',
      client: 'a',
      subscription: 'after close',
      queue: 'workers',
      durable: 'service',
      start: { from: 'ago', agoMs: 800 },
      maxInFlight: 3,
      ackWaitMs: 1000,
      listener: { does: 'hold' },
    },
    text:
      'client a subscribes as "after close" (queue group workers, durable name service, ' +
      'the events of the last 800ms, at most 3 unacknowledged, an ack wait of 1s) and ' +
      'acknowledges nothing',
  },
  {
    step: {
      do: 'subscribe',
      client: 'a',
      subscription: 'a',
      listener: { does: 'book', rule: 'naive', fails: [{ version: 1, when: 'before' }] },
    },
    text:
      'client a subscribes and books each event as it comes; ' +
      'whoever gets version 1 first fails before the booking',
  },
  {
    step: { do: 'publish', client: 'publisher', events: 1 },
    text: 'the publisher publishes 1 event',
  },
  {
    step: {
      do: 'publish',
      client: 'publisher',
      events: [
        { version: 1, amount: 70 },
        { version: 2, amount: -100 },
      ],
    },
    text: 'the publisher publishes 2 events of the account: +70 as version 1, -100 as version 2',
  },
  {
    step: { do: 'await deliveries', to: ['a', 'b'], count: 4, withinMs: 10_000 },
    text: 'wait until subscriptions a and b have had 4 deliveries together, 10s at most',
  },
  {
    step: { do: 'await deliveries', to: ['witness'], count: 1, withinMs: 500 },
    text: 'wait until subscription "witness" has had 1 delivery, 500ms at most',
  },
  { step: { do: 'unsubscribe', subscription: 'a' }, text: 'subscription a is unsubscribed' },
  { step: { do: 'wait', ms: 1500 }, text: 'wait 1.5s' },
])('$text', ({ step, text }) => {
  expect(describeStep(step)).toBe(text);
});
