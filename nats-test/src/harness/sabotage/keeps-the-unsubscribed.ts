import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const keepsTheUnsubscribed: Sabotage = {
  name: 'keeps-the-unsubscribed',
  wrong: 'It keeps durables that are unsubscribed, as if they were closed.',
  scenario: 'resume',
  red: ['durable deleted'],
  decorate: () =>
    withRules(({ bring }) => ({
      leave: (listener, forGood, ask) => {
        if (!forGood || listener.durable === '') {
          ask.pass();
          return;
        }
        const close = ask.subject.replace('_STAN.unsub.', '_STAN.subclose.');
        bring(close, ask.payload, ask.reply);
      },
    })),
};
