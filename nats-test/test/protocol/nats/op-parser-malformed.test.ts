import { describe, expect, it } from 'vitest';
import { parse } from '../../support/parsed-ops';

/** The real server 0.17.0 answers each with -ERR 'Unknown Protocol Operation', without waiting for a line end. */
const UNKNOWN = [
  ...['X', '\r\n', '\n', ' PING\r\n', 'GET / HTTP/1.1\r\n', '\x16\x03\x01', 'MSG a 1 2\r\nok\r\n'],
  ...['RS+ a\r\n', 'A+ x\r\n', 'HPUB a 0 0\r\n'],
  ...['PX', 'PU\r', 'PUB\r\n', 'PUBa 2\r\n', 'PIX', 'POX', 'SX', 'SUB\r\n', 'SUBa 1\r\n'],
  ...['UNSUB\r\n', 'UNSUBx', 'CONN\r', 'CX', '+O\r\n', '+X', '-ERR\r\n', '-ERRx', 'IX'],
  // Payloads that do not end where their size says.
  ...['PUB a 2\r\nokk', 'PUB a 2\r\nok\n', 'PUB a 2\r\nok\rX', 'PUB a 3\r\nok\r\n', 'PUB a 0\r\nx'],
];

/** The real server closes the connection without a word. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ['PUB \r\n', ''],
  ['PUB a\r\n', 'a'],
  ['PUB a b c 2\r\nok\r\n', 'a b c 2'],
  ['PUB a x\r\n', 'a x'],
  ['PUB a -1\r\n', 'a -1'],
  ['PUB a +2\r\nok\r\n', 'a +2'],
  ['PUB a 2x\r\n', 'a 2x'],
  ['PUB a 1.5\r\n', 'a 1.5'],
  ['PUB a 9223372036854775808\r\n', 'a 9223372036854775808'],
];

describe('OpParser', () => {
  it.each(UNKNOWN)('refuses %j at once', (bytes) => {
    expect(parse(bytes)).toEqual([{ op: 'unknown' }]);
  });

  it.each(MALFORMED)('calls %j malformed', (bytes, line) => {
    const [refusal] = parse(bytes);

    expect(refusal?.op).toBe('malformed');
    expect(refusal?.line?.trim()).toBe(line);
  });

  it('takes what came before the fault', () => {
    expect(parse('PING\r\nPUB a 2\r\nok\r\nPUB a x\r\n').map(({ op }) => op)).toEqual([
      'ping',
      'pub',
      'malformed',
    ]);
  });

  it('says when SUB or UNSUB has more words than any op', () => {
    expect(parse('SUB a b c d e\r\n')).toEqual([{ op: 'sub', words: undefined }]);
  });

  it.each(['SUB \r\n', 'SUB \t \r\n', 'UNSUB \r\n'])('finds no word in %j', (bytes) => {
    expect(parse(bytes)[0]?.words).toEqual([]);
  });
});
