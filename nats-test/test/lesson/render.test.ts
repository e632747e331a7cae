import { describe, expect, test } from 'vitest';

import { judge } from '../../src/lesson/judge';
import type { LessonRecord } from '../../src/lesson/lesson-record';
import { coloured, plain } from '../../src/base/paint';
import { renderLive } from '../../src/lesson/render-live';
import { renderSummary } from '../../src/lesson/render-summary';
import { report } from '../../src/lesson/report';
import { ended, goodEvents, goodRecord, said, snapshot } from './sample-record';

describe('live lines', () => {
  test.each([
    { event: said('publisher', 'Event published'), text: 'publisher  | Event published' },
    { event: said('listener 1', 'Oh no', 'stderr'), text: 'listener 1 | Oh no' },
    { event: ended('listener 2'), text: 'listener 2 | ended with 0' },
    { event: ended('listener 2', { signal: 'SIGKILL' }), text: 'listener 2 | ended by SIGKILL' },
    { event: { kind: 'step', line: 'rs' } as const, text: '\n>          | rs' },
    {
      event: said(
        'server',
        '[7] 2026/11/21 08:40:00.344187 [DBG] STREAM: [Client:abc] Connected (Inbox=_INBOX.5PR)',
      ),
      text: 'server     | [Client:abc] Connected',
    },
    { event: said('server', '[7] [ERR] STREAM: out of luck'), text: 'server     | out of luck' },
  ])('$text', ({ event, text }) => {
    expect(renderLive(event, plain)).toBe(text);
  });

  test('what the server says of itself at the start is left out', () => {
    expect(renderLive(said('server', '[7] [INF] STREAM: ServerID: x'), plain)).toBeUndefined();
  });

  test('colours change the look and not the words', () => {
    const event = said('listener 1', 'Oh no', 'stderr');
    const text = renderLive(event, coloured) ?? '';

    expect(text).toContain('\x1b[');
    // eslint-disable-next-line no-control-regex -- the very thing to take out
    expect(text.replace(/\x1b\[\d+m/g, '')).toBe(renderLive(event, plain));
  });
});

describe('the closing table', () => {
  const summary = (record: LessonRecord): string => renderSummary(record, judge(record), plain);

  test('of a good run shows the monitoring at both moments, every promise, and the result', () => {
    expect(summary(goodRecord())).toBe(`
What the server's monitoring says
                            while they listened  after Ctrl+C
  events in ticket:created  2                    2
  sent, not acknowledged    0                    0
  live subscriptions        2                    0
  clients                   2                    0
  queue group accounting-service:accounting-queue-group
  from /streaming/channelsz?channel=ticket:created&subs=1 and /streaming/clientsz

Verdict
  ok  every event is stored                    2 published, 2 stored
  ok  each is processed by one listener, once  #1 by listener 1, #2 by listener 2
  ok  everything is acknowledged               sent up to #2, 0 not acknowledged
  ok  Ctrl+C signs the listeners off at once   2 live subscriptions, then 0; clients left: 0
  ok  every process ends with 0                4 with 0

All is as the lesson promises, in 4.3 s.`);
  });

  test('of a bad one says what was expected, and how much is broken', () => {
    const text = summary(goodRecord({ afterwards: snapshot({ clientIds: ['one'] }) }));

    expect(text).toMatch(
      /^ {2}FAILED {2}Ctrl\+C .* clients left: 1 \(expected: .* clients left: 0\)$/m,
    );
    expect(text).toMatch(/\nThe lesson broke 1 of its 5 promises\.$/);
  });

  test('of a stopped one gives the reason and no table', () => {
    const record = goodRecord({
      whileListening: undefined,
      problem: 'listener 1 ended with 1: No server.',
    });

    expect(summary(record)).toBe('\nNo verdict: listener 1 ended with 1: No server.');
  });
});

test('the report is JSON with the verdict, what was seen, and null for what is not known', () => {
  const record = goodRecord({
    events: goodEvents.with(7, ended('listener 2', { signal: 'SIGKILL' })),
    afterwards: undefined,
  });

  expect(JSON.parse(JSON.stringify(report(record, judge(record))))).toMatchObject({
    verdict: 'invalid',
    checks: expect.arrayContaining([expect.objectContaining({ name: 'stored', ok: true })]),
    problem: null,
    elapsedMs: 4321,
    published: ['{"id":"a"}', '{"id":"b"}'],
    received: [
      { listener: 'listener 1', sequence: 1, data: '{"id":"a"}', redelivered: false },
      { listener: 'listener 2', sequence: 2, data: '{"id":"b"}', redelivered: false },
    ],
    processes: expect.arrayContaining([
      { name: 'listener 1', exitStatus: 0, signal: null },
      { name: 'listener 2', exitStatus: null, signal: 'SIGKILL' },
    ]),
    monitoring: { whileListening: { clientIds: ['one', 'two'] }, afterwards: null },
  });
});
