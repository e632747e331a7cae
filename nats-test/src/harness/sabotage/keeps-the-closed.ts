import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const keepsTheClosed: Sabotage = {
  name: 'keeps-the-closed',
  wrong: 'It says yes to the close of a subscription, and goes on sending to it what is new.',
  scenario: 'group-churn',
  red: ['closed at once'],
  decorate: () =>
    withRules(({ roster }) => {
      /** By their ack inboxes. */
      const closed = new Set<string>();
      return {
        leave: ({ ackInbox }, forGood, ask) => {
          if (forGood) {
            ask.pass();
            return;
          }
          closed.add(ackInbox);
          ask.answer(Buffer.alloc(0));
        },
        deliver: (delivery) => {
          const { listener, msg } = delivery;
          const others = roster.membersWith(listener).filter((it) => !closed.has(it.ackInbox));
          const [other] = others;
          // Nothing is lost: it would go from one that is closed to the next one.
          if (other && msg.redelivered && closed.has(listener.ackInbox)) delivery.sendTo(other);
          else delivery.send();
        },
      };
    }),
};
