import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const miscountsRedeliveries: Sabotage = {
  name: 'miscounts-redeliveries',
  wrong: 'It says of each redelivery that there was one more than there was.',
  scenario: 'steady',
  red: ['redelivery count'],
  decorate: () =>
    withRules(() => ({
      deliver: (delivery) => {
        const { msg, payload } = delivery;
        const { redeliveryCount } = Field.msgProto;
        if (msg.redelivered) {
          delivery.send(withField(payload, redeliveryCount, msg.redeliveryCount + 1));
        } else {
          delivery.send();
        }
      },
    })),
};
