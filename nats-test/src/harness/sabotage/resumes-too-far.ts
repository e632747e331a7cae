import { KnownDurables } from './parts/known-durables';
import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

const SKIPPED = 3;

export const resumesTooFar: Sabotage = {
  name: 'resumes-too-far',
  wrong: 'It resumes a durable three events behind the one that is next.',
  scenario: 'resume',
  red: ['durable resume'],
  decorate: () =>
    withRules(({ roster }) => {
      const durables = new KnownDurables(roster);
      const left = new Map<string, number>();
      return {
        subscribed: (listener) => {
          if (durables.resumedBy(listener) !== undefined) left.set(listener.ackInbox, SKIPPED);
        },
        leave: (listener, forGood, ask) => {
          durables.leaves(listener, forGood);
          ask.pass();
        },
        deliver: (delivery) => {
          const { listener, msg } = delivery;
          // What was pending comes again, as it must.
          if (msg.redelivered) {
            delivery.send();
            return;
          }
          const { ackInbox } = listener;
          const skips = left.get(ackInbox) ?? 0;
          left.set(ackInbox, skips - 1);
          if (skips > 0) delivery.settle();
          else delivery.send();
        },
      };
    }),
};
