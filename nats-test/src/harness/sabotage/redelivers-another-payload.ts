import { each } from './parts/each';
import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const redeliversAnotherPayload: Sabotage = {
  name: 'redelivers-another-payload',
  wrong:
    'It redelivers each third event with the payload of the event before, under the sequence of its own.',
  scenario: 'steady',
  red: ['inconsistent'],
  decorate: () =>
    withRules(() => {
      const isAnother = each(3);
      const payloads = new Map<string, Buffer>();
      return {
        deliver: (delivery) => {
          const { listener, msg, payload } = delivery;
          const before = payloads.get(`${listener.channel} ${msg.sequence - 1}`);
          payloads.set(`${listener.channel} ${msg.sequence}`, msg.data);
          if (msg.redelivered && before && isAnother()) {
            delivery.send(withField(payload, Field.msgProto.data, before));
          } else {
            delivery.send();
          }
        },
      };
    }),
};
