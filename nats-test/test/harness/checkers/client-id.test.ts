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
    [
      'refused, and the first one says goodbye in good order',
      () => clash().disconnect('a'),
      `refused: ${REFUSAL}; the first client went on`,
    ],
  ],
  invalid: [
    [
      'the first one is unknown when it says goodbye',
      () => clash().disconnect('a', { type: 'fail', error: 'stan: unknown clientID' }),
      'the first client was not there any more at its goodbye',
    ],
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
      'both are connected, before the server can have asked the first one in vain',
      () => history().connect('a', 'x').connect('b', 'x', { type: 'ok', afterMs: 498 }),
      'two clients connected with one ID',
    ],
    [
      'the first one is thrown out',
      () => clash().lost('a', 'client has been replaced or is no longer registered'),
      'the first client lost its connection: client has been replaced or is no longer registered',
    ],
    [
      'the first one can not publish',
      () => clash().publishOne('e1', { type: 'fail', error: 'stan: invalid publish request' }, 'a'),
      'the first client could not publish any more',
    ],
  ],
  unknown: [
    [
      'the first one may have answered too late over a slow link',
      () => history().connect('a', 'x').connect('b', 'x', { type: 'ok', afterMs: 499 }),
      'the second client let in after 0.5 s: the first one was asked, and its answer may have come too late',
    ],
    [
      'the first one could not answer, since the harness stood still',
      () => {
        const builder = history().connect('a', 'x');
        return builder.connect('b', 'x', { type: 'ok', pausedMs: 3000 });
      },
      'the second client let in after 3.0 s: the first one was asked, and nats-test itself stood still for 3.0 s',
    ],
    [
      'the first one is far away and may have been given up',
      () =>
        clash()
          .publishOne('e1', { type: 'info', afterMs: 2000 }, 'a')
          .lost('a', 'client has been replaced or is no longer registered'),
      'the first client lost its connection: client has been replaced or is no longer registered',
    ],
    [
      'the first one could not reach the server any more',
      () => clash().publishOne('e1', { type: 'fail', error: 'ECONNREFUSED' }, 'a'),
      'the first client could not publish any more',
    ],
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
    ...['connect ECONNREFUSED 127.0.0.1:4222', 'Nothing of NATS came from 127.0.0.1:4222'].map(
      (error) =>
        [
          `the server was not reached: ${error}`,
          () => history().connect('a', 'x').freeze('a').connect('b', 'x', { type: 'fail', error }),
          `no answer to the second client: ${error}`,
        ] as const,
    ),
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
