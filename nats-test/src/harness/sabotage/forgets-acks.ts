import { identityOf } from '../../server/tap/roster';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const forgetsAcks: Sabotage = {
  name: 'forgets-acks',
  wrong: 'It forgets the first ack of each third event.',
  scenario: 'steady',
  red: ['redelivered after ack'],
  decorate: () =>
    withRules(() => {
      const forgotten = new Set<string>();
      return {
        ack: (listener, sequence, pass) => {
          const key = `${identityOf(listener) ?? listener.ackInbox} ${sequence}`;
          if (sequence % 3 !== 0 || forgotten.has(key)) pass();
          else forgotten.add(key);
        },
      };
    }),
};
