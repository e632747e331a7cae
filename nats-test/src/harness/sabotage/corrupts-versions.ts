import { Field, withField } from './parts/fields';
import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

export const corruptsVersions: Sabotage = {
  name: 'corrupts-versions',
  wrong: 'It delivers each 10th event with a version one lower than the one that was published.',
  scenario: 'accounts',
  red: ['version order'],
  decorate: () =>
    withRules(() => ({
      deliver: (delivery) => {
        const { msg, payload } = delivery;
        if (msg.sequence % 10 !== 0) {
          delivery.send();
          return;
        }
        const data = msg.data
          .toString()
          .replace(/("version":)(\d+)/, (_, key: string, version: string) => {
            return `${key}${Number(version) - 1}`;
          });
        delivery.send(withField(payload, Field.msgProto.data, data));
      },
    })),
};
