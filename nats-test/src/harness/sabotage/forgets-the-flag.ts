import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const forgetsTheFlag: Sabotage = {
  name: 'forgets-the-flag',
  wrong: 'It redelivers to subscriptions outside of queue groups without the flag, the first time.',
  scenario: 'steady',
  red: ['redelivery flag'],
  decorate: () =>
    withRules(() => ({
      deliver: (delivery) => {
        const { listener, msg, payload } = delivery;
        if (msg.redeliveryCount === 1 && listener.queue === '') {
          delivery.send(withField(payload, Field.msgProto.redelivered, 0));
        } else {
          delivery.send();
        }
      },
    })),
};
