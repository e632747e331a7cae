import type { HistoryEnd, HistoryHeader } from '../../../src/harness/history/format';
import { HistoryDecoder, type DecodedHistory } from '../../../src/harness/history/decode-history';
import { HistoryEncoder } from '../../../src/harness/history/encode-history';
import { FAULTS, type Fault } from '../../../src/harness/history/fault';
import type { History, Operation } from '../../../src/harness/history/operation';
import { Recorder, type Entry } from '../../../src/harness/history/recorder';

type EntryOf<F extends Operation['f']> = Extract<Entry, { readonly f: F }>;

const a = { client: 'a' } as const;
const sub = { ...a, subscription: 's' } as const;
const event = { ...sub, type: 'ok', channel: 'c', value: 'é票😀\n"\\', sequence: 1 } as const;
const subscribe = (id: number, subscription: string, terms: object): EntryOf<'subscribe'>[] => {
  const asked = { ...a, f: 'subscribe', id, channel: 'c', subscription } as const;
  const all = { ...asked, terms: { maxInFlight: 1, ackWaitMs: 1000, ...terms } };
  return [
    { ...all, type: 'invoke' },
    { ...all, type: 'ok' },
  ];
};

/** Entries of each kind, in an order in which a recorder may get them. */
const entries: { readonly [F in Operation['f']]: readonly EntryOf<F>[] } = {
  connect: [
    { ...a, f: 'connect', type: 'invoke', id: 1, clientId: 'id-a' },
    { ...a, f: 'connect', type: 'ok', id: 1, clientId: 'id-a' },
  ],
  subscribe: [
    ...subscribe(2, 's', { queue: 'q', durable: 'd', start: { from: 'first' } }),
    ...subscribe(3, 's#2', { start: { from: 'last' } }),
    ...subscribe(4, 's#3', { start: { from: 'sequence', sequence: 3 } }),
    ...subscribe(5, 's#4', { start: { from: 'ago', agoMs: 0.5 } }),
    ...subscribe(6, 's#5', {}),
  ],
  publish: [
    { ...a, f: 'publish', type: 'invoke', id: 7, channel: 'c', value: event.value },
    { ...a, f: 'publish', type: 'invoke', id: 8, channel: 'c', value: 'e2' },
    { ...a, f: 'publish', type: 'info', id: 8, channel: 'c', value: 'e2', error: 'time-out' },
    { ...a, f: 'publish', type: 'ok', id: 7, channel: 'c', value: event.value },
  ],
  phase: (['main', 'heal', 'settle', 'drain'] as const).map((phase) => ({
    ...{ client: '', f: 'phase', type: 'ok', phase },
  })),
  deliver: [
    { ...event, f: 'deliver', redelivered: false, redeliveryCount: 0 },
    { ...event, f: 'deliver', redelivered: true, redeliveryCount: 2 },
  ],
  book: [
    {
      ...{ ...sub, f: 'book', type: 'ok', value: 'e2' },
      ...{ version: 1, amount: -5.25, balance: 0 },
    },
  ],
  ack: [{ ...event, f: 'ack' }],
  'ack lost': [{ ...event, f: 'ack lost' }],
  freeze: [{ ...a, f: 'freeze', type: 'ok' }],
  thaw: [{ ...a, f: 'thaw', type: 'ok' }],
  crash: [{ ...a, f: 'crash', type: 'ok' }],
  lost: [{ ...a, f: 'lost', type: 'ok', error: 'stan: connection lost' }],
  registered: [{ ...a, f: 'registered', type: 'ok', isRegistered: false }],
  pause: [{ client: '', f: 'pause', type: 'ok', pausedMs: 1234.5 }],
  fault: [
    ...(Object.keys(FAULTS) as Fault[]).map((fault) => ({
      ...({ client: '', f: 'fault', type: 'ok', state: 'begins', on: 'server' } as const),
      fault,
    })),
    {
      ...{ client: '', f: 'fault', type: 'ok', fault: 'wipe', state: 'ends', on: 'node 2' },
      ...{ isLeader: true, isWiped: true, ms: -250 },
    },
  ],
  ping: [
    { ...a, f: 'ping', type: 'invoke', id: 9 },
    { ...a, f: 'ping', type: 'fail', id: 9, error: 'client has been replaced' },
  ],
  close: [
    { ...sub, f: 'close', type: 'invoke', id: 10 },
    { ...sub, f: 'close', type: 'ok', id: 10 },
  ],
  unsubscribe: [
    { ...sub, f: 'unsubscribe', type: 'invoke', id: 11 },
    { ...sub, f: 'unsubscribe', type: 'fail', id: 11, error: 'stan: invalid subscription' },
  ],
  // Nothing answers this one.
  disconnect: [{ ...a, f: 'disconnect', type: 'invoke', id: 12 }],
  end: [{ client: '', f: 'end', type: 'ok' }],
};

/** Each kind of operation, with each field that may be missing both there and missing. */
export function everyOperation(): History {
  let nowMs = 0;
  const recorder = new Recorder(() => (nowMs += 1 / 3));
  for (const entry of Object.values(entries).flat()) recorder.record(entry);
  return recorder.history;
}

export const header: HistoryHeader = {
  seed: 42,
  runId: 'r1',
  scenario: 'queue-group',
  target: 'the embedded server',
  facts: { heartbeats: { intervalMs: 1, timeoutMs: 2, failuresMax: 3 }, nodes: 3 },
};

/** The bytes of the file. */
export function encode(
  history: History,
  end: HistoryEnd | 'died' = {},
  head: HistoryHeader = header,
): Buffer {
  const encoder = new HistoryEncoder();
  const text = encoder.header(head) + encoder.operations(history);
  return Buffer.from(end === 'died' ? text : text + encoder.end(end));
}

/** What they are read as, in pieces of so many bytes. */
export function decode(bytes: Buffer | string, pieceBytes = 1_000_000): DecodedHistory {
  const decoder = new HistoryDecoder();
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; at += pieceBytes) {
    decoder.push(all.subarray(at, at + pieceBytes));
  }
  return decoder.end();
}
