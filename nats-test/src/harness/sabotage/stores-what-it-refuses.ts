import { StreamingError } from '../../protocol/streaming/errors';
import { each } from './parts/each';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const storesWhatItRefuses: Sabotage = {
  name: 'stores-what-it-refuses',
  wrong: 'It refuses each 10th event, and stores it all the same.',
  scenario: 'steady',
  red: ['aborted read'],
  decorate: () =>
    withRules(() => {
      const isRefused = each(10);
      return {
        publish: (event) => {
          if (!isRefused()) {
            event.store();
            return;
          }
          event.storeInSilence();
          event.refuse(StreamingError.invalidPublishRequest);
        },
      };
    }),
};
