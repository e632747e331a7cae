import { encodeCloseRequest } from '../../protocol/streaming/messages';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const evictsTooEarly: Sabotage = {
  name: 'evicts-too-early',
  wrong: 'It evicts a client that has missed one heartbeat, however many are forgiven.',
  scenario: 'heartbeats',
  red: ['evicted'],
  decorate: () =>
    withRules(({ bring, later }) => {
      let closeSubject = '';
      return {
        connected: (_clientId, response, _answer, pass) => {
          closeSubject = response.closeRequests ?? closeSubject;
          pass();
        },
        heartbeat: ({ clientId, isMissed, pass }) => {
          pass();
          if (!isMissed) return;
          later(0, () => {
            bring(closeSubject, encodeCloseRequest({ clientID: clientId }));
          });
        },
      };
    }),
};
