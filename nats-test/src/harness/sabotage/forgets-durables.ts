import { Field, withField } from './parts/fields';
import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

export const forgetsDurables: Sabotage = {
  name: 'forgets-durables',
  wrong: 'It takes durable subscriptions for plain ones, and so forgets them when they leave.',
  scenario: 'resume',
  red: ['durable resume'],
  decorate: () =>
    withRules(() => ({
      subscribe: (_request, ask) => {
        ask.pass(withField(ask.payload, Field.subscriptionRequest.durableName, ''));
      },
    })),
};
