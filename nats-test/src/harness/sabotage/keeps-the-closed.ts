import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

export const keepsTheClosed: Sabotage = {
  name: 'keeps-the-closed',
  wrong: 'It says yes to the close of a subscription, and goes on sending to it.',
  scenario: 'group-churn',
  red: ['closed at once'],
  decorate: () =>
    withRules(() => ({
      leave: (_listener, forGood, ask) => {
        if (forGood) ask.pass();
        else ask.answer(Buffer.alloc(0));
      },
    })),
};
