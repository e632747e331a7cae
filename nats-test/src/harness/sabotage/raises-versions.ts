import { Field, withField } from './parts/fields';
import { withRules } from './parts/tap-streaming';
import type { Sabotage } from './sabotage';

/** With the version that comes next, so that whoever has booked the event books it once more. */
function raised(data: string): string {
  return data.replace(/("version":)(\d+)/, (_, key: string, version: string) => {
    return `${key}${Number(version) + 1}`;
  });
}

export const raisesVersions: Sabotage = {
  name: 'raises-versions',
  wrong:
    'It redelivers an event, the first time, with a version one higher than the published one.',
  scenario: 'accounts',
  red: ['version order'],
  decorate: () =>
    withRules(() => ({
      deliver: (delivery) => {
        const { msg, payload } = delivery;
        if (msg.redeliveryCount === 1) {
          delivery.send(withField(payload, Field.msgProto.data, raised(msg.data.toString())));
        } else {
          delivery.send();
        }
      },
    })),
};
