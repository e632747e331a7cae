import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/harness/history/operation';
import { decode, encode, everyOperation } from './every-operation';

const history = everyOperation();
const lines = encode(history).toString().trimEnd().split('\n');

/** The line of the n-th operation of a kind, from 1. */
function lineOf(f: Operation['f'], nth = 1): number {
  const places = history.flatMap((operation, i) => (operation.f === f ? [i + 2] : []));
  return places[nth - 1]!;
}

const withLine = (number: number, line: string): string =>
  [...lines.with(number - 1, line), ''].join('\n');
const withFields = (number: number, fields: object): string =>
  withLine(number, JSON.stringify({ ...JSON.parse(lines[number - 1]!), ...fields }));
const terms = { maxInFlight: 1, ackWaitMs: 1 };

describe('what is no history is refused: ', () => {
  it.each([
    ['nothing', '', 'it is empty'],
    ['a line feed', '\n', 'line 1: it is not the header of a nats-test history'],
    ['a binary', '\x7fELF\x02\x01\x00', 'line 1: it is not the header of a nats-test history'],
    ['other JSON', '{"a":1}\n', 'line 1: it is not the header of a nats-test history'],
    ['an operation', `${lines[1]!}\n`, 'line 1: it is not the header of a nats-test history'],
    ['no object', '[1]\n', 'line 1: it is not the header of a nats-test history'],
    ['one long line', 'x'.repeat(1_100_000), 'line 1: it is far too long'],
    [
      'version 1',
      '{"format":"nats-test history","version":1,"runId":"r","scenario":"s","target":"t"}\n',
      "line 1: version 1 of the format is of an earlier nats-test and can't be judged again: run verify once more",
    ],
    [
      'version 3',
      withFields(1, { version: 3 }),
      'line 1: version 3 of the format is of a later nats-test, this one reads 2: judge it with the one that wrote it',
    ],
    ['no version', withFields(1, { version: '2' }), "line 1: 'version' is not a whole number"],
    ['no run', withFields(1, { runId: 7 }), "line 1: 'runId' is not a text"],
    ['a seed of text', withFields(1, { seed: 'x' }), "line 1: 'seed' is not a number"],
    [
      'an inherited fault',
      withFields(1, { faults: ['toString'] }),
      "line 1: 'faults' is no list of kill, freeze, ",
    ],
    ['no facts', withFields(1, { facts: null }), "line 1: 'facts' is no object"],
    [
      'half of the heartbeats',
      withFields(1, { facts: { heartbeats: { intervalMs: 1, timeoutMs: 1 } } }),
      "line 1: 'facts.heartbeats.failuresMax' is not a number",
    ],
    [
      'a limit of text',
      withFields(1, { facts: { limits: { msgsMax: '1' } } }),
      "line 1: 'facts.limits.msgsMax' is not a number",
    ],
  ])('%s', (_what, text, message) => {
    expect(() => decode(text)).toThrow(message);
  });
});

describe('a line that is not what it must be is named', () => {
  it.each([
    ['half a line', withLine(3, '{"a":'), 'line 3: it is no JSON'],
    ['an empty line', withLine(3, ''), 'line 3: it is no JSON'],
    ['null', withLine(3, 'null'), 'line 3: it is no object'],
    ['no time', withFields(2, { timeMs: '1' }), "line 2: 'timeMs' is not a number"],
    [
      'a time without an end',
      withLine(2, lines[1]!.replace(/"timeMs":[^,]*/, '"timeMs":1e999')),
      "line 2: 'timeMs' is not a number",
    ],
    ['no client', withFields(2, { client: null }), "line 2: 'client' is not a text"],
    ['an unknown kind', withFields(2, { f: 'dance' }), "line 2: 'f' is none of connect, "],
    ['an inherited kind', withFields(2, { f: 'toString' }), "line 2: 'f' is none of connect, "],
    ['an unknown type', withFields(2, { type: 'maybe' }), "line 2: 'type' is none of invoke, ok"],
    ['no id', withFields(2, { id: undefined }), "line 2: 'id' is not a whole number from 0"],
    ['an error where all is well', withFields(3, { error: 'x' }), "line 3: 'error' stands where"],
  ])('%s', (_what, text, message) => {
    expect(() => decode(text)).toThrow(message);
  });

  const at = (f: Operation['f'], fields: object, nth = 1): [number, string] => [
    lineOf(f, nth),
    withFields(lineOf(f, nth), fields),
  ];

  it.each([
    ['a sighting that is asked', at('deliver', { type: 'invoke' }), "'type' is none of ok"],
    ['no terms', at('subscribe', { terms: 3 }), "'terms' is no object"],
    [
      'terms without a limit',
      at('subscribe', { terms: { ackWaitMs: 1 } }),
      "'terms.maxInFlight' is not a whole number from 0",
    ],
    [
      'an unknown start',
      at('subscribe', { terms: { ...terms, start: { from: 'here' } } }),
      "'terms.start.from' is none of first, last, sequence, ago",
    ],
    [
      'a start without its sequence',
      at('subscribe', { terms: { ...terms, start: { from: 'sequence' } } }),
      "'terms.start.sequence' is not a whole number from 0",
    ],
    ['a flag that is none', at('deliver', { redelivered: 1 }), "'redelivered' is not true or"],
    ['half a sequence', at('deliver', { sequence: 1.5 }), "'sequence' is not a whole number"],
    [
      'a sequence that no number tells',
      at('deliver', { sequence: 2 ** 53 }),
      "'sequence' is not a whole",
    ],
    ['no balance', at('book', { balance: undefined }), "'balance' is not a number"],
    ['an unknown fault', at('fault', { fault: 'x' }), "'fault' is none of kill, freeze, "],
    ['a fault of unknown state', at('fault', { state: 'x' }), "'state' is none of begins, ends"],
    ['a fault that may have a flag', at('fault', { isWiped: 1 }), "'isWiped' is not true or"],
    ['an unknown phase', at('phase', { phase: 'x' }), "'phase' is none of main, heal, "],
  ])('%s', (_what, [line, text], problem) => {
    expect(() => decode(text)).toThrow(`line ${line}: ${problem}`);
  });
});

describe('what no recorder can have written is refused', () => {
  const at = (f: Operation['f'], nth: number, fields: object): [number, string] => [
    lineOf(f, nth),
    withFields(lineOf(f, nth), fields),
  ];

  it.each([
    ['an index that is not next', at('phase', 1, { index: 7 }), "'index' is not "],
    ['time that goes back', at('phase', 1, { timeMs: 0 }), "'timeMs' goes back"],
    ['an answer to nothing', at('close', 2, { id: 99 }), 'it answers request 99, which nobody has'],
    ['a second answer', at('close', 2, { id: 7 }), 'request 7 is answered a second time'],
    ['a second request', at('close', 1, { id: 7 }), 'request 7 was asked before'],
    ['an answer of another kind', at('publish', 4, { id: 7, f: 'ping' }), "'f' is another one"],
    ['an answer of another client', at('close', 2, { client: 'b' }), "'client' is another one"],
    ['an answer for another value', at('publish', 4, { value: 'x' }), "'value' is another one"],
    ['an answer with other terms', at('subscribe', 2, { terms }), "'terms' is another one"],
    ['a client out of nowhere', at('ping', 1, { client: 'b' }), "client 'b' has never connected"],
    ['a loss out of nowhere', at('lost', 1, { client: 'b' }), "client 'b' has never connected"],
    ['a crash of nobody', at('crash', 1, { client: 'b' }), "client 'b' has never connected"],
    ['a value twice', at('publish', 2, { value: 'é票😀\n"\\' }), 'value '],
    [
      'a name twice',
      at('subscribe', 3, { subscription: 's' }),
      "the name of subscription 's' is used twice",
    ],
    [
      'an event for nobody',
      at('deliver', 1, { subscription: 'x' }),
      "nobody has asked for subscription 'x'",
    ],
    [
      'the end of nothing',
      at('close', 1, { subscription: 'x' }),
      "nobody has asked for subscription 'x'",
    ],
    [
      "an event at another's subscription",
      at('ack', 1, { client: 'b' }),
      "subscription 's' is one of 'a', not 'b'",
    ],
    [
      'an event of another channel',
      at('deliver', 1, { channel: 'x' }),
      "subscription 's' is for another channel",
    ],
  ])('%s', (_what, [line, text], problem) => {
    expect(() => decode(text)).toThrow(`line ${line}: ${problem}`);
  });
});

describe('an end mark', () => {
  const last = lines.length;
  const mark = lines[last - 1]!;

  it.each([
    ['without a digest', '{"end":true}', "the end mark does not end in its 'sha256'"],
    ['with its digest elsewhere', mark.replace('"}', '","a":1}'), 'the end mark does not end in'],
    [
      'with a problem that is no text',
      mark.replace('true', 'true,"problem":3'),
      "'problem' is not a text",
    ],
    [
      'of another count',
      mark.replace(/"operations":\d+/, '"operations":3'),
      `the end mark tells of 3 operations, and ${history.length} stand before it`,
    ],
    [
      'of another digest',
      mark.replace(/[0-9a-f]{64}/, '0'.repeat(64)),
      "'sha256' is not that of the file, which was changed",
    ],
  ])('%s is refused', (_what, line, problem) => {
    expect(() => decode(withLine(last, line))).toThrow(`line ${last}: ${problem}`);
  });
});
