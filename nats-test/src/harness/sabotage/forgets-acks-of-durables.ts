import { Field, withField } from '../../server/tap/fields';
import { KnownDurables } from './parts/known-durables';
import { identityOf } from '../../server/tap/roster';
import { withRules } from '../../server/tap/tap-streaming';
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
      const durables = new KnownDurables(roster);
      /** By identity and sequence: delivered and not acknowledged. */
      const delivered = new Map<string, Buffer>();
      const acked = new Map<string, readonly Buffer[]>();
      return {
        deliver: (delivery) => {
          const { listener, msg, payload } = delivery;
          const identity = listener.durable === '' ? undefined : identityOf(listener);
          if (identity !== undefined) delivered.set(`${identity} ${msg.sequence}`, payload);
          delivery.send();
        },
        ack: (listener, sequence, pass) => {
          pass();
          const identity = identityOf(listener) ?? '';
          const payload = delivered.get(`${identity} ${sequence}`);
          delivered.delete(`${identity} ${sequence}`);
          if (!payload) return;
          acked.set(identity, [...(acked.get(identity) ?? []), payload].slice(-FORGOTTEN));
        },
        leave: (listener, forGood, ask) => {
          durables.leaves(listener, forGood);
          ask.pass();
        },
        subscribed: (listener) => {
          const { redelivered, redeliveryCount } = Field.msgProto;
          for (const payload of acked.get(durables.resumedBy(listener) ?? '') ?? []) {
            const flagged = withField(payload, redelivered, 1);
            send(listener.inbox, withField(flagged, redeliveryCount, 1));
          }
        },
      };
    }),
};
