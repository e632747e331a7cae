import { each } from './parts/each';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const skipsDeliveries: Sabotage = {
  name: 'skips-deliveries',
  wrong: 'It never delivers each 20th event to one who is to get it, and takes it as acknowledged.',
  scenario: 'steady',
  red: ['lost'],
  decorate: () =>
    withRules(() => {
      const isSkipped = each(20);
      return {
        deliver: (delivery) => {
          if (!delivery.msg.redelivered && isSkipped()) delivery.settle();
          else delivery.send();
        },
      };
    }),
};
