import { KnownDurables } from './parts/known-durables';
import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

/** What was published while it was away comes at once; what comes later than that is new. */
const AT_ONCE_MS = 5;

export const resumesTooFar: Sabotage = {
  name: 'resumes-too-far',
  wrong: 'It resumes a durable outside of a group behind all that was published while it was away.',
  scenario: 'resume',
  red: ['durable resume'],
  decorate: () =>
    withRules(({ roster, later }) => {
      const durables = new KnownDurables(roster);
      const resuming = new Set<string>();
      return {
        subscribed: (listener) => {
          if (listener.queue !== '' || durables.resumedBy(listener) === undefined) return;
          resuming.add(listener.ackInbox);
          later(AT_ONCE_MS, () => resuming.delete(listener.ackInbox));
        },
        leave: (listener, forGood, ask) => {
          durables.leaves(listener, forGood);
          ask.pass();
        },
        deliver: (delivery) => {
          const { listener, msg } = delivery;
          // What was pending comes again, as it must.
          if (resuming.has(listener.ackInbox) && !msg.redelivered) delivery.settle();
          else delivery.send();
        },
      };
    }),
};
