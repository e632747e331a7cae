import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const keepsSilentOwners: Sabotage = {
  name: 'keeps-silent-owners',
  wrong: 'It refuses whoever wants a client ID that is taken, though its owner does not answer.',
  scenario: 'client-ids',
  red: ['client ID taken over'],
  decorate: () =>
    withRules(() => ({
      claim: (answer) => {
        answer();
      },
    })),
};
