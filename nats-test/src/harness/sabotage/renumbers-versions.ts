import { Field, withField } from '../../server/tap/fields';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

const FIRST = 20;

/**
 * A listener that goes by the versions takes the first of them for one that it has booked, and does
 * not book it; all others it books, so that it does not come to a stop.
 */
export const renumbersVersions: Sabotage = {
  name: 'renumbers-versions',
  wrong: `From the ${FIRST}th event on it delivers the versions of one entity one lower than published.`,
  scenario: 'accounts',
  red: ['version order'],
  decorate: () =>
    withRules(() => {
      let renumbered: string | undefined;
      return {
        deliver: (delivery) => {
          const { msg, payload } = delivery;
          const data = msg.data.toString();
          const entity = /"entity":"[^"]*"/.exec(data)?.[0];
          if (msg.sequence === FIRST) renumbered = entity;
          if (entity === undefined || entity !== renumbered || msg.sequence < FIRST) {
            delivery.send();
            return;
          }
          const lowered = data.replace(/(?<="version":)\d+/, (version) =>
            String(Number(version) - 1),
          );
          delivery.send(withField(payload, Field.msgProto.data, lowered));
        },
      };
    }),
};
