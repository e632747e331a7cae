import { StreamingError } from '../../protocol/streaming/errors';
import { encodeConnectResponse, type ConnectResponse } from '../../protocol/streaming/messages';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const sharesClientIds: Sabotage = {
  name: 'shares-client-ids',
  wrong: 'It lets a second client in under the ID of one that lives.',
  scenario: 'client-ids',
  red: ['client ID exclusive'],
  decorate: () =>
    withRules(() => {
      let welcome: ConnectResponse = {};
      const seconds: string[] = [];
      return {
        connected: (clientId, response, _answer, pass) => {
          if (response.error === StreamingError.clientRegistered) {
            seconds.push(clientId);
            pass(encodeConnectResponse(welcome));
            return;
          }
          if (!response.error) welcome = response;
          pass();
        },
        disconnect: (clientId, ask) => {
          const second = seconds.indexOf(clientId);
          if (second < 0) {
            ask.pass();
            return;
          }
          // The server knows of one only, who stays.
          seconds.splice(second, 1);
          ask.answer(Buffer.alloc(0));
        },
      };
    }),
};
