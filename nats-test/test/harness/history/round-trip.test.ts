import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEnd, HistoryHeader } from '../../../src/harness/history/format';
import type { History } from '../../../src/harness/history/operation';
import { Recorder, type Entry } from '../../../src/harness/history/recorder';
import { decode, encode, everyOperation, header } from './every-operation';

describe('a history on disk', () => {
  it('comes back as it was, each kind of operation', () => {
    const history = everyOperation();

    expect(decode(encode(history))).toEqual({ header, history, end: {} });
  });

  it('comes back whatever the size of the pieces in which it is read', () => {
    const history = everyOperation();
    const bytes = encode(history);

    for (const size of [1, 2, 3, 7, 64, 1000]) {
      expect(decode(bytes, size), `pieces of ${size}`).toEqual({ header, history, end: {} });
    }
  });

  it.each<[string, HistoryHeader]>([
    ['no seed', { ...header, seed: null }],
    ['no facts', { ...header, facts: {} }],
    ['limits', { ...header, facts: { limits: { msgsMax: 1, bytesMax: 2, ageMsMax: 3 } } }],
    ['one limit', { ...header, facts: { limits: { ageMsMax: 0.5 } } }],
    ['a name with quotes', { ...header, target: '"é"\n' }],
  ])('comes back with its header: %s', (_what, head) => {
    expect(decode(encode([], {}, head)).header).toEqual(head);
  });

  it.each<[string, HistoryEnd]>([
    ['a whole run', {}],
    ['a problem', { problem: 'the connection of a was lost: "é"' }],
    ['others on the channel', { isShared: true, strange: '{"end":true}' }],
  ])('comes back with its end: %s', (_what, end) => {
    expect(decode(encode(everyOperation(), end)).end).toEqual(end);
  });

  it('has no end when the run has died', () => {
    const history = everyOperation();

    expect(decode(encode(history, 'died'))).toEqual({ header, history, end: undefined });
  });

  it('is one JSON object a line, the seed first and a digest of all before it last', () => {
    const history = everyOperation();
    const text = encode(history, { problem: 'lost' }).toString();
    const lines = text.trimEnd().split('\n');

    expect(lines).toHaveLength(history.length + 2);
    expect(Object.entries(JSON.parse(lines[0]!) as object).slice(0, 3)).toEqual([
      ['seed', 42],
      ['format', 'nats-test history'],
      ['version', 2],
    ]);
    expect(lines.slice(1, -1).map((line) => JSON.parse(line) as unknown)).toEqual(history);
    // As `head -c -67 FILE | sha256sum` says it.
    const sha256 = createHash('sha256').update(Buffer.from(text).subarray(0, -67)).digest('hex');
    expect(JSON.parse(lines.at(-1)!)).toEqual({
      ...{ end: true, operations: history.length, problem: 'lost', sha256 },
    });
  });

  it('comes back whatever clients have asked for and seen', () => {
    fc.assert(
      fc.property(fc.array(action), fc.integer({ min: 1, max: 300 }), (actions, pieceBytes) => {
        const history = played(actions);
        expect(decode(encode(history), pieceBytes)).toEqual({ header, history, end: {} });
      }),
      { seed: 20261121, numRuns: 200 },
    );
  });
});

interface Action {
  readonly kind: 'publish' | 'deliver' | 'answer' | 'lost';
  readonly text: string;
  readonly number: number;
  readonly waitMs: number;
}

const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.constantFrom('publish', 'deliver', 'answer', 'lost'),
  text: fc.string({ unit: 'binary' }),
  number: fc.maxSafeNat(),
  waitMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
});

/** What a recorder makes of it: one client with one subscription, whose publishes overlap. */
function played(actions: readonly Action[]): History {
  let nowMs = 0;
  const recorder = new Recorder(() => nowMs);
  const open: Extract<Entry, { f: 'publish' }>[] = [];
  const a = { client: 'a' } as const;
  const terms = { maxInFlight: 1, ackWaitMs: 1000 };
  recorder.record({ ...a, f: 'connect', type: 'invoke', id: recorder.newId(), clientId: 'a' });
  recorder.record({
    ...{ ...a, f: 'subscribe', type: 'invoke', id: recorder.newId() },
    ...{ channel: 'c', subscription: 's', terms },
  });
  for (const [i, { kind, text, number, waitMs }] of actions.entries()) {
    nowMs += waitMs;
    const value = `${i} ${text}`;
    if (kind === 'publish') {
      const id = recorder.newId();
      const asked = { ...a, f: 'publish', type: 'invoke', id, channel: text, value } as const;
      open.push(asked);
      recorder.record(asked);
    } else if (kind === 'answer') {
      const [asked] = open.splice(number % (open.length || 1), 1);
      if (asked) recorder.record({ ...asked, type: 'info', error: text });
    } else if (kind === 'deliver') {
      recorder.record({
        ...{ ...a, f: 'deliver', type: 'ok', subscription: 's', channel: 'c', value },
        ...{ sequence: number, redelivered: number % 2 === 0, redeliveryCount: i },
      });
    } else {
      recorder.record({ ...a, f: 'lost', type: 'ok', error: text });
    }
  }
  return recorder.history;
}
