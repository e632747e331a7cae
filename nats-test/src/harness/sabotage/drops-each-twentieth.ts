import { each } from './parts/each';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const dropsEachTwentieth: Sabotage = {
  name: 'drops-each-twentieth',
  wrong: 'It never stores each 20th event, and tells the publisher that all is well.',
  scenario: 'steady',
  red: ['lost'],
  decorate: () =>
    withRules(() => {
      const isDropped = each(20);
      return {
        publish: (event) => {
          if (isDropped()) event.acknowledge();
          else event.store();
        },
      };
    }),
};
