import { StartPosition } from '../../protocol/streaming/messages';
import { Field, withField } from './parts/fields';
import { identityOf } from './parts/roster';
import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

export const forgetsDurables: Sabotage = {
  name: 'forgets-durables',
  wrong: 'It forgets a durable that leaves, and gives new events only to whoever comes back.',
  scenario: 'resume',
  red: ['durable resume'],
  decorate: () =>
    withRules(() => {
      const known = new Set<string>();
      return {
        subscribe: ({ clientID, subject, qGroup, durableName }, ask) => {
          if (durableName === '') {
            ask.pass();
            return;
          }
          const terms = { clientId: clientID, channel: subject, queue: qGroup };
          const identity = identityOf({ ...terms, durable: durableName }) ?? '';
          const fields = Field.subscriptionRequest;
          const plain = withField(ask.payload, fields.durableName, '');
          ask.pass(
            known.has(identity)
              ? withField(plain, fields.startPosition, StartPosition.newOnly)
              : plain,
          );
          known.add(identity);
        },
      };
    }),
};
