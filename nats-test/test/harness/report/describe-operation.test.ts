import { describe, expect, test } from 'vitest';

import type { Entry } from '../../../src/harness/history/recorder';
import { describeOperation } from '../../../src/harness/report/describe-operation';

function describeEntry(entry: Entry): string {
  return describeOperation({ index: 0, timeMs: 0, ...entry }, (value) => `<${value}>`);
}

const publish = { client: 'a', f: 'publish', channel: 'nats-test.x', value: 'v', id: 1 } as const;
const event = { client: 'a', subscription: 's', channel: 'c', value: 'v', sequence: 7 } as const;
const terms = { maxInFlight: 1, ackWaitMs: 1000 };

describe('an operation in words', () => {
  test.each<{ entry: Entry; text: string }>([
    { entry: { ...publish, type: 'invoke' }, text: 'asks to publish <v>' },
    { entry: { ...publish, type: 'ok' }, text: 'has <v> acknowledged by the server' },
    { entry: { ...publish, type: 'fail', error: 'no' }, text: 'is refused to publish <v>: no' },
    {
      entry: { ...publish, type: 'info', error: 'timeout' },
      text: 'gets no answer to its publish of <v>: timeout',
    },
    {
      entry: { type: 'invoke', f: 'connect', client: 'a', id: 1, clientId: 'abc' },
      text: 'asks to connect as abc',
    },
    {
      entry: { type: 'info', f: 'connect', client: 'a', id: 1, clientId: 'abc', error: 'timeout' },
      text: 'gets no answer to its connect: timeout',
    },
    {
      entry: { type: 'info', f: 'disconnect', client: 'a', id: 1, error: 'timeout' },
      text: 'gets no answer to its goodbye: timeout',
    },
    {
      entry: {
        type: 'invoke',
        f: 'subscribe',
        client: 'a',
        id: 1,
        channel: 'c',
        subscription: 's',
        terms: { ...terms, queue: 'q', durable: 'd' },
      },
      text: 'asks to subscribe with queue group q and durable name d',
    },
    {
      entry: { ...event, type: 'ok', f: 'deliver', redelivered: false, redeliveryCount: 0 },
      text: 'gets <v> (#7)',
    },
    {
      entry: { ...event, type: 'ok', f: 'deliver', redelivered: true, redeliveryCount: 2 },
      text: 'gets <v> (#7), redelivered (2)',
    },
    { entry: { ...event, type: 'ok', f: 'ack' }, text: 'acknowledges <v> (#7)' },
    {
      entry: { type: 'ok', f: 'registered', client: 'a', isRegistered: false },
      text: 'is no client of the server any more, says the monitoring',
    },
    {
      entry: {
        type: 'ok',
        f: 'book',
        client: 'a',
        subscription: 's',
        value: 'v',
        version: 3,
        amount: -100,
        balance: -30,
      },
      text: 'books <v>, version 3: -100, balance -30',
    },
  ])('$text', ({ entry, text }) => {
    expect(describeEntry(entry)).toBe(text);
  });

  test('what the server says does nothing to the terminal', () => {
    const text = describeEntry({ type: 'ok', f: 'lost', client: 'a', error: 'a\x1b[2J\r\nb' });

    expect(text).toBe('has lost its connection: a [2J b');
  });
});
