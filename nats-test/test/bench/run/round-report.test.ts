import { describe, expect, test } from 'vitest';

import { encodeHistogram, newHistogram } from '../../../src/bench/latencies';
import type { WorkerResult } from '../../../src/bench/load/protocol';
import { roundReport, type RoundFacts } from '../../../src/bench/run/round-report';

const SECOND_US = 1_000_000;
const empty = encodeHistogram(newHistogram());
const measured = {
  ...{ published: 0, acknowledged: 0, delivered: 0, redelivered: 0 },
  ...{ publishDelay: empty, publishAck: empty, endToEnd: empty },
};
const idle: Omit<WorkerResult, 'role' | 'measured'> = {
  ...{ sent: [], received: [], strange: { count: 0, examples: [] }, foreign: 0, failed: 0 },
  ...{ errors: [], cpuPercent: 10, stallMsMax: 1 },
};
/** It has got rid of all within 10 ms, and the server took a second for it. */
const publisher: WorkerResult = {
  ...idle,
  role: 'publisher',
  measured: {
    ...measured,
    ...{ published: 1000, acknowledged: 1000 },
    ...{ firstIntendedUs: SECOND_US, firstSentUs: SECOND_US, lastSentUs: 1.01 * SECOND_US },
    lastAckUs: 2 * SECOND_US,
  },
};
const subscriber: WorkerResult = {
  ...idle,
  role: 'subscriber',
  measured: { ...measured, delivered: 1000, lastDeliveryUs: 5 * SECOND_US },
};

function reportOf(changes: Partial<RoundFacts> = {}): ReturnType<typeof roundReport> {
  return roundReport({
    round: 1,
    results: [publisher, subscriber],
    intervals: [],
    intervalMs: 250,
    identities: ['subscriber 1'],
    startUs: 0,
    load: {
      pace: { kind: 'window', window: 256 },
      extent: { kind: 'time', durationMs: 5000 },
      drain: false,
    },
    isComplete: true,
    machine: { busyPercent: 10, cpus: 2 },
    ...changes,
  });
}

describe('rates', () => {
  test('count what the server has acknowledged, not what the sender has got rid of', () => {
    expect(reportOf().rates).toEqual({ published: 1000, delivered: 250 });
  });

  test('of deliveries begin, with a backlog, when the subscribers come', () => {
    expect(reportOf({ drainStartUs: 3 * SECOND_US })).toMatchObject({
      rates: { delivered: 500 },
      drainMs: 2000,
    });
  });

  test('are those of a single message, too', () => {
    const one = { ...publisher.measured, published: 1, acknowledged: 1 };
    expect(reportOf({ results: [{ ...publisher, measured: one }] }).rates.published).toBe(1);
  });
});

describe('a message that was acknowledged and never came', () => {
  const sent = { publisher: 0, sent: 2, acknowledged: new Uint8Array([3]) };
  const received = {
    ...{ identity: 0, seen: [new Uint8Array([2])], duplicated: 0, reordered: 0, redelivered: 0 },
    examples: [],
  };
  const results = [
    { ...publisher, sent: [sent] },
    { ...subscriber, received: [received] },
  ];

  test('is lost', () => {
    const { verification, partial } = reportOf({ results });
    expect({ verification, partial }).toMatchObject({
      verification: { verdict: 'invalid', lost: 1 },
      partial: undefined,
    });
    expect(verification.examples.join()).not.toContain('-mm');
  });

  test('may have been more than a strange server keeps, which is said behind the first', () => {
    const { verdict, examples } = reportOf({ results, mayForget: 'unknown' }).verification;
    expect(verdict).toBe('invalid');
    expect(examples[0]).toContain('never got message 1 of publisher 1');
    expect(examples[1]).toMatch(/^lost may be .* with a higher -mm, -mb and -ma/);
  });

  test('proves nothing where the backlog passed what a server of ours keeps', () => {
    const { verification, partial } = reportOf({ results, mayForget: { room: 2047 } });
    expect(verification).toMatchObject({ verdict: 'unknown', lost: 0, examples: [] });
    expect(partial).toMatch(/^1 messages never came, .* the 2047 messages .* higher -mm and -mb$/);
  });

  test('and what is wrong beside it stays wrong', () => {
    const wrong = { ...received, duplicated: 1 };
    const { verification } = reportOf({
      results: [
        { ...publisher, sent: [sent] },
        { ...subscriber, received: [wrong] },
      ],
      mayForget: { room: 2047 },
    });
    expect(verification).toMatchObject({ verdict: 'invalid', lost: 0, duplicated: 1 });
  });
});

test('a backlog that was too large and came all the same is no reason to doubt', () => {
  const sent = { publisher: 0, sent: 1, acknowledged: new Uint8Array([1]) };
  const received = {
    ...{ identity: 0, seen: [new Uint8Array([1])], duplicated: 0, reordered: 0, redelivered: 0 },
    examples: [],
  };
  const report = reportOf({
    results: [
      { ...publisher, sent: [sent] },
      { ...subscriber, received: [received] },
    ],
    mayForget: { room: 1 },
  });
  expect(report.verification.verdict).toBe('valid');
  expect(report).not.toHaveProperty('partial');
});

describe('a round is partial', () => {
  test('when publishes failed', () => {
    const failing = { ...publisher, failed: 2, errors: [{ text: 'stan: timeout', count: 2 }] };
    expect(reportOf({ results: [failing, subscriber] }).partial).toBe(
      '2 publishes failed or were never answered: stan: timeout',
    );
  });

  test('when another bench was on the same channels', () => {
    expect(reportOf({ results: [publisher, { ...subscriber, foreign: 3 }] }).partial).toMatch(
      /^3 messages of another bench came on the same channels/,
    );
  });
});
