import { clientIdTakenOver } from '../checkers/client-id-taken-over';
import type { Script } from './scenario';

export const clientIdTakeover: Script = {
  name: 'client-id-takeover',
  lesson: "A dead client's ID can be taken over",
  explanation:
    'When a client ID is taken, the server asks the old client whether it lives. One that was ' +
    'killed or frozen does not answer, and the new one takes its place after half a second, long ' +
    'before the heartbeats would have found out. So a crashed service may come back at once.',
  expected: 'the new client is let in though the old one never said goodbye',
  steps: [
    { do: 'connect', client: 'a' },
    { do: 'freeze', client: 'a' },
    { do: 'connect', client: 'b', withIdOf: 'a' },
    { do: 'disconnect', client: 'b' },
  ],
  checkers: [clientIdTakenOver()],
};
