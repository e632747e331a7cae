import { Field, withField } from './parts/fields';
import { identityOf } from './parts/roster';
import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

const FORGOTTEN = 3;

export const forgetsAcksOfDurables: Sabotage = {
  name: 'forgets-acks-of-durables',
  wrong:
    'When a durable is resumed, it sends again the three latest events that were acknowledged before.',
  scenario: 'resume',
  red: ['durable resume'],
  decorate: () =>
    withRules(({ roster, send }) => {
      const delivered = new Map<string, Map<number, Buffer>>();
      const acked = new Map<string, readonly Buffer[]>();
      return {
        deliver: (delivery) => {
          const { listener, msg, payload } = delivery;
          const identity = listener.durable === '' ? undefined : identityOf(listener);
          if (identity !== undefined) {
            const own = delivered.get(identity) ?? new Map<number, Buffer>();
            delivered.set(identity, own.set(msg.sequence, payload));
          }
          delivery.send();
        },
        ack: (listener, sequence, pass) => {
          pass();
          const identity = identityOf(listener) ?? '';
          const payload = delivered.get(identity)?.get(sequence);
          delivered.get(identity)?.delete(sequence);
          if (!payload) return;
          acked.set(identity, [...(acked.get(identity) ?? []), payload].slice(-FORGOTTEN));
        },
        subscribed: (listener) => {
          if (roster.membersWith(listener).length > 1) return;
          const { redelivered, redeliveryCount } = Field.msgProto;
          for (const payload of acked.get(identityOf(listener) ?? '') ?? []) {
            const flagged = withField(payload, redelivered, 1);
            send(listener.inbox, withField(flagged, redeliveryCount, 1));
          }
        },
      };
    }),
};
