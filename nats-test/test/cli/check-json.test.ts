import { expect, test } from 'vitest';

import { NOTHING_EXPLORED, type CheckReport } from '../../src/check/verdict';
import { printCheck } from '../../src/cli/check-json';

test('a report as JSON has plain values alone', () => {
  const circle: Record<string, unknown> = { n: 12n, at: new Date(0), call: () => undefined };
  circle['self'] = circle;
  const report: CheckReport = {
    verdict: 'failed',
    seed: 42,
    explored: NOTHING_EXPLORED,
    warnings: [],
    text: 'The listener breaks',
    failure: {
      kind: 'threw',
      message: 'no',
      cause: new TypeError('no', { cause: 'deep' }),
      schedule: { members: 1, late: 0, steps: [{ kind: 'lose ack', pick: 0 }] },
      events: [Buffer.from('bytes'), circle, new Map([['a', 1n]])],
      history: [{ f: 'threw', member: 'A', error: new Error('in it'), isRejection: false }],
      path: '0:1',
    },
  };
  const checked = [
    { name: 'default', report },
    { name: 'other', problem: 'the option events is empty' },
  ];
  const printed = JSON.parse(printCheck('a.ts', 'failed', checked)) as unknown;

  expect(printed).toEqual({
    format: 'nats-test-check/1',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    file: 'a.ts',
    verdict: 'failed',
    checks: [
      {
        name: 'default',
        problem: null,
        verdict: 'failed',
        reason: null,
        seed: 42,
        explored: NOTHING_EXPLORED,
        warnings: [],
        failure: {
          kind: 'threw',
          message: 'no',
          cause: { name: 'TypeError', message: 'no', stack: expect.any(String), cause: 'deep' },
          schedule: { members: 1, late: 0, steps: [{ kind: 'lose ack', pick: 0 }] },
          events: [
            'bytes',
            { n: '12', at: '1970-01-01T00:00:00.000Z', self: '[circular]' },
            [['a', '1']],
          ],
          history: [
            {
              f: 'threw',
              member: 'A',
              error: { name: 'Error', message: 'in it', stack: expect.any(String) },
              isRejection: false,
            },
          ],
          path: '0:1',
        },
        text: 'The listener breaks',
      },
      { name: 'other', problem: 'the option events is empty', verdict: 'unknown' },
    ],
  });
});
