import { describe, expect, it } from 'vitest';
import { decodeHistory, encodeHistory } from '../../../src/harness/history/ndjson';
import { history } from '../checkers/history-builder';

const header = { runId: 'r1', scenario: 'queue-group', target: 'the embedded server' };

/** One operation of each kind, and each way to start. */
const all = history()
  .connect('a', 'id-a')
  .subscribe('s', { client: 'a', queue: 'q', durable: 'd', start: { from: 'first' } })
  .subscribe('t', { start: { from: 'sequence', sequence: 3 } })
  .subscribe('u', { start: { from: 'ago', agoMs: 500 } })
  .publish('e1')
  .publishOne('é票😀\n', { type: 'info', error: 'time-out' })
  .take('s', 'e1')
  .deliver('t', 'e1!2')
  .book('s', 'e1', 1, -5, 10)
  .close('s')
  .unsubscribe('t', { type: 'fail', error: 'stan: invalid subscription' })
  .registered('a', true)
  .freeze('a')
  .lost('t', 'gone')
  .disconnect('t').history;
const text = encodeHistory(all, header);
const lines = text.trimEnd().split('\n');

/** The text with one line, counted from 1, replaced. */
const withLine = (number: number, line: string): string =>
  [...lines.slice(0, number - 1), line, ...lines.slice(number), ''].join('\n');
const withField = (number: number, field: object): string =>
  withLine(number, JSON.stringify({ ...JSON.parse(lines[number - 1]!), ...field }));

/** The line in the file of the first operation of a kind. */
const lineOf = (f: string): number => all.findIndex((operation) => operation.f === f) + 2;

describe('a history as text', () => {
  it('comes back as it was', () => {
    expect(decodeHistory(text)).toEqual({ header, history: all, isTorn: false });
  });

  it('is the header and one operation a line', () => {
    expect(lines).toHaveLength(1 + all.length);
    expect(JSON.parse(lines[0]!)).toEqual({ format: 'nats-test history', version: 1, ...header });
    expect(lines.slice(1).map((line) => JSON.parse(line) as unknown)).toEqual(all);
  });

  it('can be empty', () => {
    expect(decodeHistory(encodeHistory([], header))).toEqual({
      header,
      history: [],
      isTorn: false,
    });
  });

  it('is read up to a torn last line, wherever that was cut', () => {
    const last = lines.at(-1)!;
    for (let cut = 1; cut <= last.length; cut++) {
      const torn = text.slice(0, -1 - last.length + cut);
      expect(decodeHistory(torn), `after ${cut}`).toEqual({
        header,
        history: all.slice(0, -1),
        isTorn: true,
      });
    }
  });
});

describe('a text that is no history', () => {
  it.each([
    ['nothing', '', 'line 1: the header is missing; the file is cut off'],
    ['half a header', lines[0]!.slice(0, 20), 'line 1: the header is missing; the file is cut off'],
    ['no header', `${lines[1]!}\n`, 'line 1: it is not the header of a nats-test history'],
    [
      'another version',
      withField(1, { version: 2 }),
      'line 1: version 2 is not 1, which this software reads',
    ],
    ['no run', withField(1, { runId: 7 }), "line 1: 'runId' is not a text"],
    ['no JSON', withLine(3, '{"a":'), 'line 3: it is no JSON'],
    ['an empty line', withLine(3, ''), 'line 3: it is no JSON'],
    ['no object', withLine(3, '[1]'), 'line 3: it is no object'],
    ['null', withLine(3, 'null'), 'line 3: it is no object'],
    [
      'a line missing',
      [...lines.slice(0, 3), ...lines.slice(4), ''].join('\n'),
      "line 4: 'index' is not 2, which is next",
    ],
    ['no time', withField(2, { timeMs: '1' }), "line 2: 'timeMs' is not a number"],
    ['no client', withField(2, { client: null }), "line 2: 'client' is not a text"],
    [
      'an unknown operation',
      withField(2, { f: 'dance' }),
      "line 2: 'f' is none of connect, disconnect, publish, subscribe, close, unsubscribe, deliver, ack, freeze, lost, registered, book",
    ],
    [
      'an unknown type',
      withField(2, { type: 'maybe' }),
      "line 2: 'type' is none of invoke, ok, fail, info",
    ],
    ['no id', withField(2, { id: undefined }), "line 2: 'id' is not a number"],
    [
      'a sighting that is invoked',
      withField(lineOf('deliver'), { type: 'invoke' }),
      `line ${lineOf('deliver')}: 'type' is none of ok`,
    ],
    [
      'no terms',
      withField(lineOf('subscribe'), { terms: 3 }),
      `line ${lineOf('subscribe')}: 'terms' is no object`,
    ],
    [
      'terms without a limit',
      withField(lineOf('subscribe'), { terms: { ackWaitMs: 1 } }),
      `line ${lineOf('subscribe')}: 'terms.maxInFlight' is not a number`,
    ],
    [
      'an unknown start',
      withField(lineOf('subscribe'), {
        terms: { maxInFlight: 1, ackWaitMs: 1, start: { from: 'here' } },
      }),
      `line ${lineOf('subscribe')}: 'terms.start.from' is none of first, last, sequence, ago`,
    ],
    [
      'a start without its sequence',
      withField(lineOf('subscribe'), {
        terms: { maxInFlight: 1, ackWaitMs: 1, start: { from: 'sequence' } },
      }),
      `line ${lineOf('subscribe')}: 'terms.start.sequence' is not a number`,
    ],
    [
      'a delivery without its flag',
      withField(lineOf('deliver'), { redelivered: 1 }),
      `line ${lineOf('deliver')}: 'redelivered' is not true or false`,
    ],
    [
      'a booking without its balance',
      withField(lineOf('book'), { balance: undefined }),
      `line ${lineOf('book')}: 'balance' is not a number`,
    ],
  ])('names the line of the error: %s', (_name, wrong, message) => {
    expect(() => decodeHistory(wrong)).toThrow(message);
  });
});
