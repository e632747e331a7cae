import { StartPosition } from '../../protocol/streaming/messages';
import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const startsAtTheFirst: Sabotage = {
  name: 'starts-at-the-first',
  wrong: 'It begins every new subscription with the first event, wherever it is to begin.',
  scenario: 'late-readers',
  red: ['start position'],
  decorate: () =>
    withRules(() => ({
      subscribe: (_request, ask) => {
        const { startPosition } = Field.subscriptionRequest;
        ask.pass(withField(ask.payload, startPosition, StartPosition.first));
      },
    })),
};
