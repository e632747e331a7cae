import { clientIdExclusive } from '../../../src/harness/checkers/client-id-exclusive';
import { clientIdTakenOver } from '../../../src/harness/checkers/client-id-taken-over';
import { testChecker } from './cases';
import { history } from './history-builder';

const REFUSAL = 'stan: clientID already registered';
const refused = { type: 'fail', error: REFUSAL } as const;
const clash = () => history().connect('a', 'x').connect('b', 'x', refused);
const nobody = 'no client with the ID of another one that is connected';
const noneSilent = 'no client with the ID of another one that fell silent';

testChecker(clientIdExclusive(), {
  valid: [
    ['refused', clash, `refused: ${REFUSAL}`],
    [
      'refused, and the first one goes on',
      () => clash().publishOne('e1', undefined, 'a'),
      `refused: ${REFUSAL}; the first client went on`,
    ],
  ],
  invalid: [
    [
      'both are connected',
      () => history().connect('a', 'x').connect('b', 'x'),
      'two clients connected with one ID',
    ],
    [
      'another text',
      () => history().connect('a', 'x').connect('b', 'x', { type: 'fail', error: 'stan: no' }),
      "a refusal that says 'stan: no'",
    ],
    [
      'the first one is thrown out',
      () => clash().lost('a', 'client has been replaced or is no longer registered'),
      'the first client lost its connection: client has been replaced or is no longer registered',
    ],
    [
      'the first one can not publish',
      () => clash().publishOne('e1', { type: 'fail' }, 'a'),
      'the first client could not publish any more',
    ],
  ],
  unknown: [
    ['IDs of their own', () => history().connect('a').connect('b'), nobody],
    [
      'the first one has gone',
      () => history().connect('a', 'x').disconnect('a').connect('b', 'x'),
      nobody,
    ],
    [
      'the first one is frozen',
      () => history().connect('a', 'x').freeze('a').connect('b', 'x'),
      nobody,
    ],
    [
      'the server was not reached',
      () => history().connect('a', 'x').connect('b', 'x', { type: 'fail', error: 'ECONNREFUSED' }),
      'no answer of the server to the second client: ECONNREFUSED',
    ],
    [
      'a connection broke',
      () => clash().lost('a', 'reset'),
      'the first client lost its connection: reset',
    ],
    [
      'a publish of unknown outcome',
      () => clash().publishOne('e1', { type: 'info' }, 'a'),
      'the first client could not publish any more',
    ],
  ],
});

testChecker(clientIdTakenOver(), {
  valid: [
    [
      'of a frozen client',
      () => history().connect('a', 'x').freeze('a').connect('b', 'x'),
      'connected after 0.0 s',
    ],
    [
      'of a lost client',
      () => history().connect('a', 'x').lost('a').connect('b', 'x'),
      'connected after 0.0 s',
    ],
  ],
  invalid: [
    [
      'refused',
      () => history().connect('a', 'x').freeze('a').connect('b', 'x', refused),
      `refused: ${REFUSAL}`,
    ],
  ],
  unknown: [
    ['nobody froze', clash, noneSilent],
    [
      'the frozen one was evicted before',
      () => history().connect('a', 'x').freeze('a').registered('a', false).connect('b', 'x'),
      noneSilent,
    ],
    [
      'no answer',
      () =>
        history()
          .connect('a', 'x')
          .freeze('a')
          .connect('b', 'x', { type: 'info', error: 'time-out' }),
      'no answer to the second client: time-out',
    ],
  ],
});
