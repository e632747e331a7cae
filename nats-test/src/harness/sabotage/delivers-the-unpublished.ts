import { each } from './parts/each';
import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

/** What a publisher might have sent: in JSON, values end in the number of the event, which is never so high. */
function unpublished(data: string): string {
  return data.replace(/-(\d+)"|(\d+)$/, (_, inJson?: string, alone?: string) =>
    inJson === undefined ? `9000${alone ?? ''}` : `-9000${inJson}"`,
  );
}

export const deliversTheUnpublished: Sabotage = {
  name: 'delivers-the-unpublished',
  wrong: 'After each 10th event it stores another one, which nobody has published.',
  scenario: 'steady',
  red: ['phantom'],
  decorate: () =>
    withRules(() => {
      const isFollowed = each(10);
      return {
        publish: (event) => {
          event.store();
          if (!isFollowed()) return;
          const data = unpublished(event.data.toString());
          event.storeInSilence(withField(event.payload, Field.pubMsg.data, data));
        },
      };
    }),
};
