import { clientIdExclusive } from '../checkers/client-id-exclusive';
import type { Script } from './scenario';

export const clientIdClash: Script = {
  name: 'client-id-clash',
  lesson: 'A client ID belongs to one client at a time',
  explanation:
    'A second listener that is started with the ID of one that runs is refused: `stan: clientID ' +
    'already registered`. That is why each process needs an ID of its own, such as a random one or ' +
    'the name of its pod.',
  expected: 'the second client is refused, the first one goes on',
  steps: [
    { do: 'connect', client: 'a' },
    { do: 'connect', client: 'b', withIdOf: 'a' },
    { do: 'disconnect', client: 'a' },
  ],
  checkers: [clientIdExclusive()],
};
