import type { Delivery } from '../../server/tap/delivery';
import { each } from './parts/each';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

/** Less than any ack wait: nothing is lost, and nothing comes again. */
const HELD_MS_MAX = 300;

export const swapsDeliveries: Sabotage = {
  name: 'swaps-deliveries',
  wrong: 'It sends each 10th event to a subscription after the one behind it.',
  scenario: 'steady',
  red: ['order'],
  decorate: () =>
    withRules(({ later }) => {
      const isHeld = each(10);
      const held = new Map<string, Delivery>();
      const release = (inbox: string): void => {
        held.get(inbox)?.send();
        held.delete(inbox);
      };
      return {
        deliver: (delivery) => {
          const { inbox } = delivery.listener;
          if (delivery.msg.redelivered) {
            delivery.send();
          } else if (held.has(inbox) || !isHeld()) {
            delivery.send();
            release(inbox);
          } else {
            held.set(inbox, delivery);
            later(HELD_MS_MAX, () => {
              if (held.get(inbox) === delivery) release(inbox);
            });
          }
        },
      };
    }),
};
