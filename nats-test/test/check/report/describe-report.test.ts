import assert from 'node:assert';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';

import { describeReport } from '../../../src/check/report/describe-report';
import type { StepKind } from '../../../src/check/schedule';
import {
  NOTHING_EXPLORED,
  type CheckFailure,
  type CheckReport,
  type FailureKind,
} from '../../../src/check/verdict';
import { ACK_LOST, begin, calm, CRASH_BEFORE_ACK, OUT_OF_ORDER } from './story';

type Report = Omit<CheckReport, 'text'>;

const EXPLORED = {
  ...{ schedules: 200, deliveries: 1812, redeliveries: 240, overlaps: 31, reorderings: 90 },
  ...{ crashes: 96, lostAcks: 44, listenerRestarts: 12, serverRestarts: 1 },
};

const KINDS: readonly FailureKind[] = [
  ...(['invariant', 'threw', 'exited', 'never acked', 'ack wait too short'] as const),
  ...(['client ID taken', 'start failed', 'not closed', 'stop failed'] as const),
];

const passed = (changes: Partial<Report> = {}): Report => ({
  ...{ verdict: 'passed', seed: 42, explored: EXPLORED, warnings: [] },
  ...changes,
});

function failed(
  changes: Partial<CheckFailure> = {},
  kinds: readonly StepKind[] = ['lose ack'],
): Report {
  const failure: CheckFailure = {
    ...{ kind: 'invariant', message: 'balance 80, expected 10', events: [], path: '16:0:1' },
    schedule: { members: 1, late: 0, steps: kinds.map((kind) => ({ kind, pick: 0 })) },
    history: ACK_LOST,
    ...changes,
  };
  return passed({ verdict: 'failed', failure });
}

const text = (report: Report, caller?: string): string =>
  describeReport(report, { colours: false, ...(caller !== undefined && { caller }) });
const firstLine = (report: Report): string => text(report).split('\n\n')[0]!.replaceAll('\n', ' ');

/** As if it came from a test of the user. */
function errorAt<Thrown extends Error>(error: Thrown, line: number): Thrown {
  error.stack = `${error.name}: ${error.message}\n    at invariant (${process.cwd()}/accounts.test.ts:${line}:11)`;
  return error;
}

function thrownBy(act: () => void): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('a listener that breaks', () => {
  test('is told from the first line to the replay', () => {
    const cause = errorAt(new Error('balance 80, expected 10'), 31);

    expect(text(failed({ cause }), 'accounts.test.ts:12:9')).toBe(
      `
The listener breaks when an ack is lost: balance 80, expected 10

The smallest schedule that does it (1 step): the ack of the first delivery is lost.
  1. the listener subscribed to accounts (queue group payments, durable payments, all events, ack
     wait 30 s)
  2. publisher sent event 1 to accounts: {"type":"deposit","amount":70,"version":1}
  3. event 1 came to the listener and was handled, but its ack got lost
     state: { balance: 70 }
  4. publisher sent event 2 to accounts: {"type":"deposit","amount":40,"version":2}
  5. event 2 came to the listener and was acknowledged
     state: { balance: 110 }
  6. publisher sent event 3 to accounts: {"type":"withdraw","amount":100,"version":3}
  7. event 3 came to the listener and was acknowledged
     state: { balance: 10 }
  8. 30 s passed: the ack wait is over
  9. event 1 came again to the listener (redelivered) and was acknowledged
     state: { balance: 80 }

The invariant threw at accounts.test.ts:31:11.

What mends it, the best first:
  - Idempotency key: Save the ID of the event together with the change, in one transaction. When the
    ID is there already, skip the event and call msg.ack(). An ID in the event will do, or its
    channel with msg.getSequence(). To what lies outside, such as a mail, hand the ID as its own
    key.
  - Version: Have each event carry the version of what it changes. Take only the version that
    follows the saved one; msg.ack() and skip an older one; leave a newer one without an ack: it
    comes again.

To see it again: { seed: 42, path: '16:0:1' }, or on the command line --seed 42 --path 16:0:1
The check: accounts.test.ts:12:9
`.trim(),
    );
  });

  test('though nothing happened is no matter of patterns', () => {
    const report = failed({ history: [...begin(), ...calm(1)] }, []);

    expect(firstLine(report)).toBe(
      'The listener breaks though nothing goes wrong: balance 80, expected 10',
    );
    expect(text(report)).toContain('does it (no steps): nothing goes wrong.\n');
    expect(text(report)).toContain('\nNothing that happened explains it: look at ');
    expect(text(report)).not.toContain('What mends it');
  });

  test('says where an error came from, with all lines of its message', () => {
    const cause = errorAt(
      thrownBy(() => assert.strictEqual(80, 10)),
      31,
    );

    expect(text(failed({ cause, message: cause.message }))).toContain(
      '\n\nThe invariant threw at accounts.test.ts:31:11:\n' +
        '  Expected values to be strictly equal:\n  80 !== 10\n\n',
    );
  });

  test('shows what was thrown that is no error', () => {
    const report = failed({ kind: 'threw', cause: { code: 7 }, message: 'something' });

    expect(text(report)).toContain('\n\nIt was thrown:\n  { code: 7 }\n');
  });

  test('in the calm run needs no seed to be seen again', () => {
    const report = text(failed({ path: '', history: [...begin(), ...calm(1)] }, []));

    expect(report).toContain(
      '\nIt happens in the first, calm run, in which nothing goes wrong:\n  1.',
    );
    expect(report).toMatch(/\nTo see it again: run it again, it needs no seed\.$/);
  });

  test('names a place once', () => {
    const cause = errorAt(new Error('boom'), 31);
    const message = 'the listener threw: boom (accounts.test.ts:31:11)';

    expect(
      text(failed({ kind: 'threw', cause, message })).match(/accounts\.test\.ts/g),
    ).toHaveLength(1);
  });

  test('keeps a very long message short', () => {
    const message = Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n');
    const report = text(failed({ cause: new Error(message), message }));

    expect(report.match(/line \d+$/gm)).toHaveLength(13);
    expect(report).toContain('\n  … (88 more lines)\n');
  });
});

test('a message that is a dump is cut', () => {
  const message = 'x'.repeat(100_000);

  expect(text(failed({ cause: new Error(message), message })).length).toBeLessThan(4000);
});

describe('the first line', () => {
  test.each(KINDS)('of %s names what it does not survive', (kind) => {
    expect(firstLine(failed({ kind, message: 'it can not' }))).toBe(
      'The listener breaks when an ack is lost: it can not',
    );
  });

  test('of what needs no trouble is the message', () => {
    const message = 'event 2 was never acknowledged';

    expect(firstLine(failed({ kind: 'never acked', message }, []))).toBe(
      'Event 2 was never acknowledged',
    );
  });

  test('keeps the words of a failure whose error happens to be an assertion', () => {
    const cause = thrownBy(() => assert.strictEqual(80, 10));
    const message = `the listener threw where nobody catches: ${cause.message}`;

    expect(firstLine(failed({ kind: 'threw', cause, message }))).toBe(
      'The listener breaks when an ack is lost: the listener threw where nobody catches: Expected ' +
        'values to be strictly equal:',
    );
  });

  test.each<{ by: string; cause: unknown; message: string; gist: string }>([
    {
      by: 'node:assert',
      cause: thrownBy(() => assert.strictEqual(80, 10)),
      message: thrownBy(() => assert.strictEqual(80, 10)).message,
      gist: '80, expected 10',
    },
    {
      by: 'node:assert with words of its own',
      cause: thrownBy(() => assert.strictEqual(80, 10, 'the money is wrong')),
      message: 'the money is wrong\nvery wrong',
      gist: 'the money is wrong',
    },
    {
      by: 'vitest',
      cause: thrownBy(() => expect({ balance: 80 }).toEqual({ balance: 10 })),
      message: 'expected { balance: 80 } to deeply equal { balance: 10 }',
      gist: 'expected { balance: 80 } to deeply equal { balance: 10 }',
    },
    {
      by: 'jest',
      cause: Object.assign(new Error(), { matcherResult: { actual: 80, expected: 10 } }),
      message:
        '\x1b[2mexpect(\x1b[22m\x1b[31mreceived\x1b[39m).toBe(expected)\n\nExpected: 10\nReceived: 80',
      gist: '80, expected 10',
    },
    { by: 'nobody', cause: undefined, message: 'it gave false.', gist: 'it gave false' },
  ])('ends with what is wrong, as $by says it', ({ cause, message, gist }) => {
    expect(firstLine(failed({ cause, message }))).toBe(
      `The listener breaks when an ack is lost: ${gist}`,
    );
  });
});

describe('a schedule with two results', () => {
  const otherwise = { message: undefined, history: OUT_OF_ORDER };

  test('is shown with both, and with what is mostly behind it', () => {
    const report = text(failed({ otherwise }));

    expect(report.split('\n').slice(0, 2).join(' ')).toBe(
      'Not deterministic: the same schedule gave two results, first "balance 80, expected 10", then ' +
        '"nothing was wrong"',
    );
    const [first, second] = report.split('The second time: nothing was wrong\n');
    expect(first).toContain(
      'The first time: balance 80, expected 10\n  1. the listener subscribed',
    );
    expect(first).toContain('but its ack got lost');
    expect(second).toContain('event 1 was sent to the listener and got lost on its way');
    expect(second).toContain('  - Work that goes on after the ack: ');
    expect(report).not.toContain('What mends it');
  });

  test('is told what mends the first where real time decides', () => {
    const steps = [{ kind: 'crash before ack', pick: 0 } as const];
    const schedule = { members: 1, late: 0, steps };
    const report = text(failed({ otherwise, schedule }));

    expect(report).toContain('it depends on how far the handler is, in real time');
    expect(report).toContain('What mends what happened the first time, the best first:\n  - Idem');
    expect(report).toContain('  - Work that goes on after the ack: ');
  });

  test('is shown once when the same happened', () => {
    const report = text(failed({ otherwise: { message: 'balance 9', history: ACK_LOST } }));

    expect(report).toContain('The second time: balance 9\n  The same happened, line by line.\n');
    expect(report.match(/event 1 came again/g)).toHaveLength(1);
  });
});

describe('a listener that passes', () => {
  test('is told what it has survived', () => {
    expect(text(passed(), 'accounts.test.ts:12:9')).toBe(
      `
Passed: 200 schedules with 1,812 deliveries, 240 redeliveries, 90 events out of order, 31 overlaps,
44 lost acks, 96 crashes, 12 restarts and 1 server restart; seed 42.
`.trim(),
    );
  });

  test('is told what it has not met', () => {
    const explored = { ...EXPLORED, crashes: 0, serverRestarts: 0 };

    expect(text(passed({ explored }))).toMatch(
      /\nWhat never happened: crashes or server restarts\.$/,
    );
  });

  test('is told what is worth a look', () => {
    const warnings = [{ kind: 'no durable' as const, message: 'it has no durable name' }];

    expect(text(passed({ warnings }))).toMatch(/\n\nWorth a look:\n {2}- it has no durable name$/);
  });
});

describe('a verdict that is unknown', () => {
  const unknown = (changes: Partial<Report>): string =>
    text(passed({ verdict: 'unknown', ...changes }), 'accounts.test.ts:12:9');

  test('says why, and what to do', () => {
    const explored = { ...NOTHING_EXPLORED, schedules: 200, deliveries: 600 };

    expect(unknown({ reason: 'nothing was ever redelivered.', explored })).toBe(
      `
Unknown: nothing was ever redelivered.
Explored: 200 schedules with 600 deliveries; seed 42.

What to do:
  - Allow more to happen: take lost acks, lost deliveries and crashes out of the option without.
  - Try more schedules: a larger number in the option schedules.

The check: accounts.test.ts:12:9
`.trim(),
    );
  });

  test('of a listener that got nothing points at the channel', () => {
    const explored = { ...NOTHING_EXPLORED, schedules: 200 };
    const warnings = [{ kind: 'nothing subscribed' as const, message: 'nobody subscribed' }];

    expect(unknown({ explored, warnings })).toContain('\n  - Have start subscribe before ');
    expect(unknown({ explored })).toContain('\n  - Publish on a channel that the listener ');
    expect(unknown({ explored })).not.toContain('Have start subscribe');
  });
});

describe('how it looks', () => {
  const reports = [
    failed(),
    failed({ history: CRASH_BEFORE_ACK, message: 'x '.repeat(300) }),
    failed({ otherwise: { message: 'y '.repeat(100), history: OUT_OF_ORDER } }),
    passed(),
  ];

  test.each(reports)('it is at most 100 columns wide (%#)', (report) => {
    const widths = text(report)
      .split('\n')
      .map((line) => line.length);

    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
  });

  test.each(reports)('it says the same in colours (%#)', (report) => {
    const colourful = describeReport(report, { colours: true });

    expect(colourful).not.toBe(text(report));
    expect(stripVTControlCharacters(colourful)).toBe(text(report));
  });
});
