import { each } from './parts/each';
import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const flagsWhatIsNew: Sabotage = {
  name: 'flags-what-is-new',
  wrong: 'It flags each 10th event as redelivered though it is new.',
  scenario: 'steady',
  red: ['redelivery flag'],
  decorate: () =>
    withRules(() => {
      const isFlagged = each(10);
      return {
        deliver: (delivery) => {
          const { msg, payload } = delivery;
          if (!msg.redelivered && isFlagged()) {
            delivery.send(withField(payload, Field.msgProto.redelivered, 1));
          } else {
            delivery.send();
          }
        },
      };
    }),
};
