import { identityOf } from './parts/roster';
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
      const known = new Set<string>();
      const left = new Map<string, number>();
      return {
        subscribed: (listener) => {
          const identity = listener.durable === '' ? undefined : identityOf(listener);
          if (identity === undefined || roster.membersWith(listener).length > 1) return;
          if (known.has(identity)) left.set(listener.ackInbox, SKIPPED);
          known.add(identity);
        },
        deliver: (delivery) => {
          const { ackInbox } = delivery.listener;
          const skips = left.get(ackInbox) ?? 0;
          if (skips > 0) {
            left.set(ackInbox, skips - 1);
            delivery.settle();
          } else {
            delivery.send();
          }
        },
      };
    }),
};
