import { StartPosition } from '../../protocol/streaming/messages';
import { Field, withField } from '../../server/tap/fields';
import type { StoreChanges } from '../../server/tap/store-with';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

const KEPT = 10;

export const trimsTooMuch: Sabotage = {
  name: 'trims-too-much',
  wrong: `It gives who begins with the first event the ${KEPT} newest only, however many it is to keep.`,
  scenario: 'limits',
  red: ['limits'],
  decorate: () => {
    const newest = new Map<string, () => number>();
    const changes: StoreChanges = {
      msgs: (msgs, channel) => {
        newest.set(channel, () => msgs.last);
        return msgs;
      },
    };
    return withRules(
      () => ({
        subscribe: ({ subject, startPosition }, ask) => {
          const from = (newest.get(subject)?.() ?? 0) - KEPT + 1;
          if (startPosition !== StartPosition.first || from < 1) {
            ask.pass();
            return;
          }
          const fields = Field.subscriptionRequest;
          const payload = withField(ask.payload, fields.startPosition, StartPosition.sequence);
          ask.pass(withField(payload, fields.startSequence, from));
        },
      }),
      changes,
    );
  },
};
