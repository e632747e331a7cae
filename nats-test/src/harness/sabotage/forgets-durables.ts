import { StartPosition } from '../../protocol/streaming/messages';
import { Field, withField } from '../../server/tap/fields';
import { identityOf } from '../../server/tap/roster';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const forgetsDurables: Sabotage = {
  name: 'forgets-durables',
  wrong:
    'It forgets a durable outside of a group that leaves, and gives it new events only when it is back.',
  scenario: 'resume',
  red: ['durable resume'],
  decorate: () =>
    withRules(() => {
      const known = new Set<string>();
      /** By the inboxes of those who have been made plain ones. */
      const identities = new Map<string, string>();
      return {
        subscribe: ({ clientID, subject, qGroup, durableName, inbox }, ask) => {
          if (durableName === '' || qGroup !== '') {
            ask.pass();
            return;
          }
          const name = { clientId: clientID, channel: subject, queue: '', durable: durableName };
          const identity = identityOf(name) ?? '';
          const { durableName: field, startPosition } = Field.subscriptionRequest;
          const plain = withField(ask.payload, field, '');
          ask.pass(
            known.has(identity) ? withField(plain, startPosition, StartPosition.newOnly) : plain,
          );
          known.add(identity);
          identities.set(inbox, identity);
        },
        leave: (listener, forGood, ask) => {
          if (forGood) known.delete(identities.get(listener.inbox) ?? '');
          ask.pass();
        },
      };
    }),
};
