import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const neverEvicts: Sabotage = {
  name: 'never-evicts',
  wrong: 'It takes every heartbeat as answered, so that a silent client stays for ever.',
  scenario: 'heartbeats',
  red: ['evicted'],
  decorate: () =>
    withRules(() => ({
      heartbeat: ({ answer }) => {
        answer();
      },
    })),
};
