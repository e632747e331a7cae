import { queueMembers } from './queue-members';
import type { AccountEvent, Listener, Step } from './scenario';

/** The course's account: two deposits and a withdrawal that they just cover. */
const EVENTS: readonly AccountEvent[] = [
  { version: 1, amount: 70 },
  { version: 2, amount: 40 },
  { version: 3, amount: -100 },
];

const MEMBERS = ['a', 'b'];

/** Two copies of an account service, with a listener that fails at some events. */
export function accountSteps(listener: Listener & { readonly does: 'book' }): Step[] {
  return [
    ...queueMembers(MEMBERS, { queue: 'accounts', ackWaitMs: 1000, listener }),
    { do: 'publish', client: 'publisher', events: EVENTS },
  ];
}

/** Until everything was delivered once, and what a failure left unacknowledged once more. */
export function awaitRedelivery(failures: number): Step {
  return {
    do: 'await deliveries',
    to: MEMBERS,
    count: EVENTS.length + failures,
    withinMs: 11_500,
  };
}
