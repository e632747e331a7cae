import { describe, expect, it } from 'vitest';
import { parse, type ParsedOp } from '../../support/parsed-ops';

const pub = (subject: string, reply: string, payload: string): ParsedOp => ({
  op: 'pub',
  subject,
  reply,
  payload,
});

/** Each was sent to the real server 0.17.0, which takes them all. */
const TAKEN: readonly (readonly [string, ParsedOp])[] = [
  ['PING\r\n', { op: 'ping' }],
  ['ping\r\n', { op: 'ping' }],
  ['PiNg\n', { op: 'ping' }],
  ['PINGxyz\r\n', { op: 'ping' }],
  ['PONG\r\n', { op: 'pong' }],
  ['pong \t\r\n', { op: 'pong' }],
  ['+OK\r\n', { op: 'ok' }],
  ['+ok whatever\r\n', { op: 'ok' }],
  ['-ERR x\r\n', { op: 'err', line: 'x' }],
  ["-err 'Stale Connection'\n", { op: 'err', line: "'Stale Connection'" }],
  ['INFO {}\r\n', { op: 'info' }],

  ['CONNECT {}\r\n', { op: 'connect', line: '{}' }],
  ['connect\t{"verbose": true}\n', { op: 'connect', line: '{"verbose": true}' }],
  ['CONNECT{}\r\n', { op: 'connect', line: '{}' }],

  ['SUB a 1\r\n', { op: 'sub', words: ['a', '1'] }],
  ['sub\ta\t1\r\n', { op: 'sub', words: ['a', '1'] }],
  ['SUB  a   1 \t\r\n', { op: 'sub', words: ['a', '1'] }],
  ['SUB a q 1\n', { op: 'sub', words: ['a', 'q', '1'] }],
  // What follows the space belongs to the arguments, even a line end.
  ['SUB \na 1\r\n', { op: 'sub', words: ['a', '1'] }],
  ['SUB a\vb 1\r\n', { op: 'sub', words: ['a\vb', '1'] }],
  ['UNSUB 1\r\n', { op: 'unsub', words: ['1'] }],
  ['unsub\t1\t5\r\n', { op: 'unsub', words: ['1', '5'] }],
  ['UNSUB  1  2 \r\n', { op: 'unsub', words: ['1', '2'] }],

  ['PUB a 2\r\nok\r\n', pub('a', '', 'ok')],
  ['PUB a reply.to 2\r\nok\r\n', pub('a', 'reply.to', 'ok')],
  ['pub\ta\tr\t2\r\nok\r\n', pub('a', 'r', 'ok')],
  ['PUB  a  2  \r\nok\r\n', pub('a', '', 'ok')],
  ['PUB a 2\nok\r\n', pub('a', '', 'ok')],
  ['PUB a 0\r\n\r\n', pub('a', '', '')],
  ['PUB a 002\r\nok\r\n', pub('a', '', 'ok')],
  ['PUB a\x002 2\r\nok\r\n', pub('a\x002', '', 'ok')],
  ['PUB a 4\r\n\r\n\r\n\r\n', pub('a', '', '\r\n\r\n')],
  ['PUB \xe9\xff 1\r\n\x80\r\n', pub('\xe9\xff', '', '\x80')],
  // It counts in 64 bits and starts again at 0.
  ['PUB a 18446744073709551618\r\nok\r\n', pub('a', '', 'ok')],
];

describe('OpParser', () => {
  it.each(TAKEN)('takes %j', (bytes, op) => {
    expect(parse(bytes)).toEqual([op]);
  });

  it('takes one op after the other from one chunk', () => {
    expect(parse('CONNECT {}\r\nPING\r\nSUB a 1\r\nPUB a 2\r\nok\r\nUNSUB 1\r\n')).toEqual([
      { op: 'connect', line: '{}' },
      { op: 'ping' },
      { op: 'sub', words: ['a', '1'] },
      pub('a', '', 'ok'),
      { op: 'unsub', words: ['1'] },
    ]);
  });

  it('forgets the reply subject of the message before', () => {
    expect(parse('PUB a r 1\r\nx\r\nPUB b 1\r\ny\r\n')).toEqual([
      pub('a', 'r', 'x'),
      pub('b', '', 'y'),
    ]);
  });

  it.each([
    '',
    'P',
    'PUB',
    'PUB a 2',
    'PUB a 2\r\n',
    'PUB a 2\r\nok',
    'PUB a 2\r\nok\r',
    'SUB a 1',
  ])('waits for the rest of %j', (bytes) => {
    expect(parse(bytes)).toEqual([]);
  });
});
