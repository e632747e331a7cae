import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';

import { coloured, plain } from '../../../src/base/paint';
import { renderRun } from '../../../src/harness/report/render-run';
import type { RunResult } from '../../../src/harness/report/run-result';
import { brokenQueueGroup, delivery, eviction, finding, queueGroup, sampleRun } from './sample-run';

const broken = sampleRun({ verdict: 'invalid', scenarios: [brokenQueueGroup(), eviction()] });

describe('a run in which all is valid', () => {
  test('is a table and one line', () => {
    expect(renderRun(sampleRun(), plain, 80)).toBe(
      `
lesson       expected                  seen                      verdict  time
queue-group  each of 30 events at      30 events, each at one    valid    0.4 s
             exactly one of 3 members  of 3 members
eviction     the frozen client gone    gone after 1.6 s, 3       valid    3.9 s
             in time                   events waited

Valid: all 2 lessons on the embedded server, in 4.3 s. Histories:
/tmp/nats-test-k3f9
`.trim(),
    );
  });

  test('shows the lessons in words on a wide terminal', () => {
    const text = renderRun(sampleRun(), plain, 200);

    expect(text).toMatch(/^queue-group {2}A queue group gives each event to one of its members /m);
    expect(text.split('\n')).toHaveLength(5);
  });

  test('looks the same in colours', () => {
    const text = renderRun(sampleRun(), coloured, 80);

    expect(text).toContain('\x1b[32mvalid');
    expect(stripVTControlCharacters(text)).toBe(renderRun(sampleRun(), plain, 80));
  });

  test.each([80, 120, 200])('fits on %i columns', (columns) => {
    const widths = renderRun(sampleRun(), plain, columns)
      .split('\n')
      .map((line) => line.length);

    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });
});

test('what was left out stands above the last line, with the reason', () => {
  const leftOut = [{ name: 'leader-loss', why: 'it needs a cluster: --target cluster:PATH' }];

  expect(renderRun(sampleRun({ leftOut }), plain, 200)).toContain(
    '\n\nLeft out: leader-loss, it needs a cluster: --target cluster:PATH.\nValid: all 2 lessons ',
  );
});

test('what shows that a server is wrong ends with the command that plays the same plan again', () => {
  const again = ['verify', '--seed', '42'];

  expect(renderRun({ ...broken, seed: 42 }, plain, 80, again)).toContain(
    '\nThe same plan again: nats-test verify --seed 42\nInvalid: ',
  );
  expect(renderRun(sampleRun({ seed: 42 }), plain, 80, again)).not.toContain('again:');
});

describe('the last line', () => {
  const last = (run: RunResult): string => renderRun(run, plain, 200).split('\n').at(-1) ?? '';

  test.each([
    { scenarios: [queueGroup()], says: 'Valid: the lesson on the embedded server, in 4.3 s.' },
    {
      scenarios: [queueGroup(), eviction(), queueGroup()],
      says: 'Valid: all 3 lessons on the embedded server, in 4.3 s.',
    },
    {
      verdict: 'invalid' as const,
      scenarios: [
        ...[queueGroup(), eviction(), brokenQueueGroup()],
        eviction({ verdict: 'unknown', seen: 'nothing' }),
      ],
      says: 'Invalid: of 4 lessons on the embedded server 2 are valid, 1 invalid, 1 unknown, in 4.3 s.',
    },
  ])('says once how many are what: $says', ({ says, ...changes }) => {
    expect(last(sampleRun(changes))).toBe(`${says} Histories: /tmp/nats-test-k3f9`);
  });
});

describe('a run in which a lesson is broken', () => {
  test('shows below the table what proves it', () => {
    expect(renderRun(broken, plain, 100)).toMatch(
      new RegExp(
        `
queue-group: A queue group gives each event to one of its members
  queue exclusivity, invalid: event 4 at 2 members
    0\\.070s  a  gets event 4 \\(#104\\)
    0\\.090s  b  gets event 4 \\(#104\\)

Invalid: of 2 lessons on the embedded server 1 is valid, 1 invalid, in 4\\.3 s\\. Histories:\\s\\S+$`,
      ),
    );
  });

  test('names the history when there is more to it than fits', () => {
    const proof = Array.from({ length: 15 }, (_, i) => delivery(i, i, 'a'));
    const text = renderRun(
      { ...broken, scenarios: [brokenQueueGroup({ findings: [finding({ proof })] })] },
      plain,
      100,
    );

    expect(text.match(/gets event/g)).toHaveLength(12);
    expect(text).toContain('\n    … and 3 more in /tmp/nats-test-k3f9/queue-group.ndjson\n');
  });

  test('shows operations in the order of time', () => {
    const proof = [delivery(9, 4, 'b'), delivery(7, 4, 'a')];
    const scenarios = [brokenQueueGroup({ findings: [finding({ proof })] })];
    const text = renderRun({ ...broken, scenarios }, plain, 100);

    expect(text).toMatch(/0\.070s {2}a .*\n.*0\.090s {2}b /);
  });

  test('says nothing below the table of checkers that are content', () => {
    const scenarios = [
      brokenQueueGroup({ findings: [finding(), finding({ checker: 'lost', verdict: 'valid' })] }),
    ];

    expect(renderRun({ ...broken, scenarios }, plain, 100)).not.toContain('lost');
  });

  test('shows names as the scenario has them, without the ID of the run', () => {
    const proof = [{ ...delivery(7, 4, 'a'), value: 'other-k3f9' }];
    const seen = 'event 4 twice in group workers-k3f9';
    const scenarios = [brokenQueueGroup({ seen, findings: [finding({ seen, proof })] })];

    const text = renderRun({ ...broken, scenarios }, plain, 200);

    expect(text.match(/event 4 twice in group workers(?: |$)/gm)).toHaveLength(2);
    expect(text).toContain(' a  gets other (#104)');
  });

  test('names the subscription beside the client where they differ', () => {
    const proof = [{ ...delivery(7, 4, 'a'), subscription: 'after close' }];
    const scenarios = [brokenQueueGroup({ findings: [finding({ proof })] })];

    expect(renderRun({ ...broken, scenarios }, plain, 100)).toContain(' a/after close  gets ');
  });
});

describe('a run without a verdict', () => {
  const missing = eviction({
    verdict: 'unknown',
    seen: "needs the server's monitoring: give --monitoring URL",
  });

  test('says what was missing', () => {
    const run = sampleRun({ verdict: 'unknown', scenarios: [queueGroup(), missing] });

    const text = renderRun(run, plain, 200);

    expect(text).toMatch(/needs the server's monitoring: give --monitoring URL +unknown +3\.9 s$/m);
    expect(text).toMatch(
      /\nUnknown: of 2 lessons on the embedded server 1 is valid, 1 unknown, in /,
    );
  });

  test('shows what left a checker in doubt', () => {
    const doubt = queueGroup({
      verdict: 'unknown',
      findings: [finding({ verdict: 'unknown', seen: 'no answer to event 4' })],
    });

    const text = renderRun(sampleRun({ verdict: 'unknown', scenarios: [doubt] }), plain, 100);

    expect(text).toContain('\n  queue exclusivity, unknown: no answer to event 4\n    0.070s  a ');
  });

  test('that was interrupted shows what there is, and why there is no more', () => {
    const cut = eviction({ verdict: 'unknown', seen: 'interrupted by SIGINT' });
    const run = sampleRun({
      verdict: 'unknown',
      scenarios: [queueGroup(), cut],
      problem: 'interrupted by SIGINT',
    });

    const text = renderRun(run, plain, 100);

    expect(text).toMatch(/^queue-group .* valid/m);
    expect(text).toMatch(/\n\nInterrupted by SIGINT\.\nUnknown: of 2 lessons /);
  });

  test('that was interrupted takes no doubt for a proof, but still what convicts', () => {
    const doubt = finding({ checker: 'evicted', verdict: 'unknown', seen: 'nobody saw it go' });
    const cut = eviction({ verdict: 'unknown', seen: 'interrupted by SIGINT', findings: [doubt] });
    const scenarios = [cut, brokenQueueGroup()];

    const text = renderRun(sampleRun({ verdict: 'invalid', scenarios }), plain, 100);

    expect(text).not.toContain('nobody saw it go');
    expect(text).toContain('queue exclusivity, invalid: event 4 at 2 members');
  });

  test('and without a start is one sentence', () => {
    const { historyFolder: _, ...run } = sampleRun();
    const refused: RunResult = {
      ...run,
      verdict: 'unknown',
      scenarios: [],
      problem: 'no NATS server at nats://localhost:4222: is it running?',
    };

    expect(renderRun(refused, plain, 100)).toBe(
      'No verdict: no NATS server at nats://localhost:4222: is it running?',
    );
  });
});
