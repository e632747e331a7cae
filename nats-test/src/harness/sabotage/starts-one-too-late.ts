import { StartPosition } from '../../protocol/streaming/messages';
import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const startsOneTooLate: Sabotage = {
  name: 'starts-one-too-late',
  wrong: 'It begins a subscription that asks for a sequence with the one behind it.',
  scenario: 'late-readers',
  red: ['start position'],
  decorate: () =>
    withRules(() => ({
      subscribe: ({ startPosition, startSequence }, ask) => {
        if (startPosition !== StartPosition.sequence) {
          ask.pass();
          return;
        }
        const field = Field.subscriptionRequest.startSequence;
        ask.pass(withField(ask.payload, field, startSequence + 1));
      },
    })),
};
