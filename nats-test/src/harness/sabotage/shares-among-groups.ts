import { identityOf } from '../../server/tap/roster';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const sharesAmongGroups: Sabotage = {
  name: 'shares-among-groups',
  wrong: 'It gives each second event of a channel to its first queue group alone.',
  scenario: 'group-churn',
  red: ['groups independent'],
  decorate: () =>
    withRules(() => {
      const firstGroups = new Map<string, string>();
      return {
        deliver: (delivery) => {
          const { listener, msg } = delivery;
          const { channel, queue } = listener;
          const group = queue === '' ? undefined : identityOf(listener);
          if (group === undefined || msg.redelivered || msg.sequence % 2 !== 0) {
            delivery.send();
            return;
          }
          const first = firstGroups.get(channel) ?? group;
          firstGroups.set(channel, first);
          if (group === first) delivery.send();
          else delivery.settle();
        },
      };
    }),
};
