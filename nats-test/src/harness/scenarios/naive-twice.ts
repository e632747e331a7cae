import { doubleBooked } from '../checkers/double-booked';
import { accountSteps, awaitRedelivery } from './account';
import type { Script } from './scenario';

export const naiveTwice: Script = {
  name: 'naive-twice',
  lesson: 'An event can come twice, and a naive listener books it twice',
  explanation:
    'One copy of the service books the first deposit and fails before its ack. The server can not ' +
    'know that the work is done and gives the event again. Who just adds what comes has 70 too much ' +
    'in the end. This lesson is valid when the danger was seen; version-order shows what to do.',
  expected: 'one deposit booked twice, and the balance wrong by it',
  channel: 'nats-test.naive-twice',
  steps: [
    ...accountSteps({ does: 'book', rule: 'naive', fails: [{ version: 1, when: 'after' }] }),
    awaitRedelivery(1),
    { do: 'wait', ms: 200 },
  ],
  checkers: [doubleBooked()],
};
