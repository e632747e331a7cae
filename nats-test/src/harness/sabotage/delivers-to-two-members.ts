import { each } from './parts/each';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const deliversToTwoMembers: Sabotage = {
  name: 'delivers-to-two-members',
  wrong: 'It gives each 5th event of a queue group to two of its members.',
  scenario: 'steady',
  red: ['queue exclusivity'],
  decorate: () =>
    withRules(({ roster }) => {
      const isShared = each(5);
      return {
        deliver: (delivery) => {
          const { listener, msg } = delivery;
          const other = roster.membersWith(listener).find((member) => member !== listener);
          delivery.send();
          if (other && !msg.redelivered && isShared()) delivery.sendTo(other);
        },
      };
    }),
};
