import { describe, expect, it } from 'vitest';
import { cutAt, parse, parseChunks } from '../../support/parsed-ops';

const WHOLE = [
  'PING\r\n',
  'pong junk\n',
  '+OK\r\n',
  "-ERR 'Stale Connection'\r\n",
  'INFO {"server_id":"x"}\r\n',
  'CONNECT {"verbose":false,"pedantic":false,"name":"caf\xe9"}\r\n',
  'CONNECT{}\r\n',
  'SUB ticket:created 1\r\n',
  'SUB  _INBOX.x.*\t queue \t12 \r\n',
  'UNSUB 12\r\n',
  'UNSUB 12 5\n',
  'PUB ticket:created 5\r\nhello\r\n',
  'PUB a _INBOX.x.1 12\r\n\r\nPING\r\nPUB \r\n',
  'pub\ta\t0\n\r\n',
  'PUB a 0000003\r\n\xff\x00\r\r\n',
];

const REFUSED = [
  'PUB a 2\r\nok\rX..',
  // The payload is a byte short: the LF stands where the CR should.
  'PUB a 3\r\nok\r\n',
  'PUB a 2\r\nokay\r\n',
  'PUB a x\r\nok\r\n',
  'PUB a b c 1\r\nx\r\n',
  'PUB a 1048577\r\nx',
  'GET / HTTP/1.1\r\n',
  'PUX',
  'SUBx',
  'PUB\r\n',
  'UNSUB\r\n',
];

/** Every way to cut the bytes into two or three, and into single ones. */
function* waysToCut(bytes: Buffer): Generator<number[]> {
  for (let first = 1; first < bytes.length; first++) {
    yield [first];
    for (let second = first + 1; second < bytes.length; second++) yield [first, second];
  }
  yield Array.from({ length: bytes.length - 1 }, (_, i) => i + 1);
}

describe('OpParser, with an op cut anywhere', () => {
  it.each([...WHOLE, ...REFUSED])('finds the same in %j', (text) => {
    const bytes = Buffer.from(text, 'latin1');
    const whole = parse(bytes);

    const different = [...waysToCut(bytes)].filter(
      (positions) => JSON.stringify(parseChunks(cutAt(bytes, positions))) !== JSON.stringify(whole),
    );

    expect(whole).toHaveLength(1);
    expect(different.slice(0, 5)).toEqual([]);
  });

  it('finds the same in all of them in a row, cut into two', () => {
    const bytes = Buffer.from(WHOLE.join(''), 'latin1');
    const whole = WHOLE.flatMap((text) => parse(text));

    const different = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1).filter(
      (position) => JSON.stringify(parseChunks(cutAt(bytes, [position]))) !== JSON.stringify(whole),
    );

    expect(whole).toHaveLength(WHOLE.length);
    expect(different.slice(0, 5)).toEqual([]);
  });

  it('leaves an op that straddles chunks as it is when later chunks come', () => {
    const bytes = Buffer.from('PUB a 5\r\nhello\r\nPUB b 5\r\nworld\r\n', 'latin1');

    expect(parseChunks(cutAt(bytes, [12, 20])).map(({ payload }) => payload)).toEqual([
      'hello',
      'world',
    ]);
  });
});
