import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

const NO_LIMIT = 100_000;

export const ignoresMaxInFlight: Sabotage = {
  name: 'ignores-max-in-flight',
  wrong: 'It sends as many events as there are, however many are not acknowledged.',
  scenario: 'limits',
  red: ['max in flight'],
  decorate: () =>
    withRules(() => ({
      subscribe: (_request, ask) => {
        const { maxInFlight } = Field.subscriptionRequest;
        ask.pass(withField(ask.payload, maxInFlight, NO_LIMIT));
      },
    })),
};
