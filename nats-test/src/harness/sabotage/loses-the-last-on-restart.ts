import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

const LOST = 3;

export const losesTheLastOnRestart: Sabotage = {
  name: 'loses-the-last-on-restart',
  wrong:
    'After a restart it delivers the last three events of each channel to nobody who has not had them.',
  scenario: 'restart-file',
  red: ['lost'],
  decorate: () => {
    const lost = new Map<string, number>();
    return withRules(
      () => ({
        deliver: (delivery) => {
          const { listener, msg } = delivery;
          const last = lost.get(listener.channel) ?? 0;
          const isLost = msg.sequence <= last && msg.sequence > last - LOST;
          if (isLost && !msg.redelivered) delivery.settle();
          else delivery.send();
        },
      }),
      {
        onRecover: ({ channels }) => {
          for (const { name, store } of channels) lost.set(name, store.msgs.last);
        },
      },
    );
  },
};
