import { versionOrder as inOrder } from '../checkers/version-order';
import { accountSteps } from './account';
import type { Script } from './scenario';

export const versionOrder: Script = {
  name: 'version-order',
  lesson: 'With a version in each event a listener gets it right, whatever the order',
  explanation:
    'Each event says which version of its account it makes. The listener books the one that follows ' +
    'the version it has, acknowledges older ones, since they are done, and leaves newer ones ' +
    'unacknowledged: they come again when their turn has come. The same failures as in ' +
    'naive-out-of-order and naive-twice do no harm then.',
  expected: 'each event booked once and in order, never below zero, in spite of two failures',
  channel: 'nats-test.version-order',
  steps: [
    ...accountSteps({
      does: 'book',
      rule: 'version',
      fails: [
        { version: 1, when: 'before' },
        { version: 2, when: 'after' },
      ],
    }),
    { do: 'await bookings', count: 3, withinMs: 15_000 },
    // Long enough for what was booked without an ack to come once more.
    { do: 'wait', ms: 1500 },
  ],
  checkers: [inOrder()],
};
