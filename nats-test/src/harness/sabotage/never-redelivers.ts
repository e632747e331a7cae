import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const neverRedelivers: Sabotage = {
  name: 'never-redelivers',
  wrong: 'It never sends an event again, whether it is acknowledged or not.',
  scenario: 'steady',
  red: ['too late'],
  decorate: () =>
    withRules(() => ({
      deliver: (delivery) => {
        if (!delivery.msg.redelivered) delivery.send();
      },
    })),
};
