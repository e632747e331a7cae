import { each } from './parts/each';
import type { PublishedEvent } from '../../server/tap/published-event';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

/** Nothing is lost: if no other event comes, it is stored all the same. */
const HELD_MS_MAX = 1000;

export const reordersAPublisher: Sabotage = {
  name: 'reorders-a-publisher',
  wrong: 'It stores each 10th event behind the next one of the same publisher.',
  scenario: 'steady',
  red: ['publisher order'],
  decorate: () =>
    withRules(({ later }) => {
      const isHeld = each(10);
      const held = new Map<string, PublishedEvent>();
      const release = (key: string): void => {
        held.get(key)?.storeInSilence();
        held.delete(key);
      };
      return {
        publish: (event) => {
          const key = `${event.publisher} ${event.channel}`;
          if (held.has(key) || !isHeld()) {
            event.store();
            release(key);
            return;
          }
          // At once, for a publisher may wait for it before it sends the next one.
          event.acknowledge();
          held.set(key, event);
          later(HELD_MS_MAX, () => {
            if (held.get(key) === event) release(key);
          });
        },
      };
    }),
};
