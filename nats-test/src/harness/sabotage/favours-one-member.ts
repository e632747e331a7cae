import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const favoursOneMember: Sabotage = {
  name: 'favours-one-member',
  wrong:
    'It gives all events of a queue group to the member that was there first, as long as that one may have more.',
  scenario: 'steady',
  red: ['fairness'],
  decorate: () =>
    withRules(({ roster }) => ({
      deliver: (delivery) => {
        const { listener, msg } = delivery;
        const [first] = roster.membersWith(listener);
        const hasRoom = first && first.outstanding.size < first.maxInFlight;
        if (!hasRoom || first === listener || msg.redelivered) delivery.send();
        else delivery.sendTo(first);
      },
    })),
};
