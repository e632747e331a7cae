import { overdrawn } from '../checkers/overdrawn';
import { accountSteps, awaitRedelivery } from './account';
import type { Script } from './scenario';

export const naiveOutOfOrder: Script = {
  name: 'naive-out-of-order',
  lesson: 'Events can come out of order, and a naive listener gets it wrong',
  explanation:
    'Deposit 70, deposit 40, withdraw 100: in that order the account never goes below zero. One copy ' +
    'of the service fails at the first deposit before it has booked it. The event comes again, but ' +
    'only after the ack wait, when the withdrawal has long been booked. This lesson is valid when the ' +
    'danger was seen; version-order shows what to do.',
  expected: 'the account overdrawn, since the failed deposit comes again too late',
  channel: 'nats-test.naive-out-of-order',
  steps: [
    ...accountSteps({ does: 'book', rule: 'naive', fails: [{ version: 1, when: 'before' }] }),
    awaitRedelivery(1),
    { do: 'wait', ms: 200 },
  ],
  checkers: [overdrawn()],
};
