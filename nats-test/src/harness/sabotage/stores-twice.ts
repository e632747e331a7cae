import { each } from './parts/each';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const storesTwice: Sabotage = {
  name: 'stores-twice',
  wrong: 'It stores each 10th event twice, under two sequences.',
  scenario: 'steady',
  red: ['duplicate entry'],
  decorate: () =>
    withRules(() => {
      const isTwice = each(10);
      return {
        publish: (event) => {
          event.store();
          if (isTwice()) event.storeInSilence();
        },
      };
    }),
};
