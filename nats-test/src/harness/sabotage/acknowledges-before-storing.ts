import type { PublishedEvent } from '../../server/tap/published-event';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

const HELD_MS = 500;

export const acknowledgesBeforeStoring: Sabotage = {
  name: 'acknowledges-before-storing',
  wrong:
    'It acknowledges an event at once and stores it half a second later, so that a kill loses what it had promised to keep.',
  scenario: 'restart-file',
  red: ['lost'],
  decorate: () =>
    withRules(({ later }) => {
      const held: PublishedEvent[] = [];
      const storeAll = (): void => {
        for (const event of held.splice(0)) event.storeInSilence();
      };
      return {
        publish: (event) => {
          event.acknowledge();
          held.push(event);
          later(HELD_MS, () => {
            const place = held.indexOf(event);
            if (place >= 0) for (const due of held.splice(0, place + 1)) due.storeInSilence();
          });
        },
        // Else it would get what was acknowledged before it was there.
        subscribe: (_request, ask) => {
          storeAll();
          ask.pass();
        },
      };
    }),
};
