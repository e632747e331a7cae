import type { PublishedEvent } from '../../server/tap/published-event';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

const DROPPED = 3;

export const dropsTheLast: Sabotage = {
  name: 'drops-the-last',
  wrong:
    'It stores an event only when three more have come, so that the last ones of each channel are lost.',
  scenario: 'steady',
  red: ['lost'],
  decorate: () =>
    withRules(() => {
      const waiting = new Map<string, PublishedEvent[]>();
      return {
        publish: (event) => {
          event.acknowledge();
          const others = waiting.get(event.channel) ?? [];
          waiting.set(event.channel, others);
          if (others.push(event) > DROPPED) others.shift()?.storeInSilence();
        },
      };
    }),
};
