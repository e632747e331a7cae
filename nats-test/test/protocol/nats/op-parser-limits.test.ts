import { describe, expect, it } from 'vitest';
import { Op } from '../../../src/protocol/nats/op';
import { OpParser } from '../../../src/protocol/nats/op-parser';
import { isForgotten } from '../../support/garbage';
import { cutAt, parse, parseChunks } from '../../support/parsed-ops';

const LIMITS = { payloadBytesMax: 10, controlLineBytesMax: 20 };
const PAYLOAD_BYTES_MAX = 1024 * 1024;

/** Pieces of equal size. */
function inPieces(bytes: Buffer, pieceBytes: number): Buffer[] {
  const count = Math.ceil(bytes.length / pieceBytes);
  return cutAt(
    bytes,
    Array.from({ length: count - 1 }, (_, i) => (i + 1) * pieceBytes),
  );
}

describe("OpParser's payload limit", () => {
  it('takes a payload of exactly the limit', () => {
    expect(parse('PUB a 10\r\n0123456789\r\n', LIMITS)).toMatchObject([{ payload: '0123456789' }]);
  });

  it('refuses a larger one as soon as its size is known', () => {
    expect(parse('PUB a 11\r\n', LIMITS)).toEqual([{ op: 'payloadTooLarge' }]);
  });

  it.each(['99999999999', '9007199254740993', '9223372036854775807'])(
    'refuses a size of %s',
    (size) => {
      expect(parse(`PUB a ${size}\r\n`, LIMITS)).toEqual([{ op: 'payloadTooLarge' }]);
    },
  );

  it.each([1, 4096, 65_536])(
    'takes the largest payload of the real server in pieces of %d bytes',
    (pieceBytes) => {
      const payload = Buffer.alloc(PAYLOAD_BYTES_MAX, 'abcdefghijk');
      const bytes = Buffer.concat([
        Buffer.from(`PUB a ${PAYLOAD_BYTES_MAX}\r\n`),
        payload,
        Buffer.from('\r\nPING\r\n'),
      ]);

      const [pub, ping, ...others] = parseChunks(inPieces(bytes, pieceBytes));

      expect(pub?.payload === payload.toString('latin1')).toBe(true);
      expect([ping, others]).toEqual([{ op: 'ping' }, []]);
    },
  );
});

describe("OpParser's line limit", () => {
  const words = 'x'.repeat(LIMITS.controlLineBytesMax);

  it.each(['SUB', 'UNSUB', 'CONNECT', 'PUB'])(
    'refuses a %s that goes on and on without a line end',
    (name) => {
      expect(parse(`${name} ${words}x`, LIMITS)).toEqual([{ op: 'lineTooLong' }]);
    },
  );

  it('refuses it too when it comes byte by byte', () => {
    expect(parseChunks(inPieces(Buffer.from(`SUB ${words}x`), 1), LIMITS)).toEqual([
      { op: 'lineTooLong' },
    ]);
  });

  it('waits for the end of a line of exactly the limit', () => {
    expect(parse(`SUB ${words}`, LIMITS)).toEqual([]);
  });

  // The real server does not count the CR, nor does it measure lines that come whole.
  it('takes a line of exactly the limit wherever it is cut', () => {
    const bytes = Buffer.from(`UNSUB ${words}\r\n`);
    const refusing = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1).filter(
      (position) => parseChunks(cutAt(bytes, [position]), LIMITS)[0]?.op !== 'unsub',
    );

    expect(refusing).toEqual([]);
  });

  it('takes a longer line that comes in one chunk', () => {
    expect(parse(`UNSUB ${words}x\r\n`, LIMITS)).toEqual([{ op: 'unsub', words: [`${words}x`] }]);
  });
});

describe('OpParser, given spaces without end', () => {
  it.each(['SUB', 'PUB', 'UNSUB', 'CONNECT'])('keeps none of them after %s', (word) => {
    const parser = new OpParser(LIMITS);
    parser.push(Buffer.from(word));
    parser.next();

    for (let i = 0; i < 100; i++) {
      parser.push(Buffer.alloc(1000, ' '));
      expect(parser.next()).toBe(Op.needMore);
    }

    expect(parser.bytes.length).toBeLessThan(20);
  });

  it('takes the arguments that come at last', () => {
    expect(
      parseChunks(
        ['SUB', ' '.repeat(100), ' ', 'a 1\r\n'].map((it) => Buffer.from(it)),
        LIMITS,
      ),
    ).toEqual(parse('SUB a 1\r\n', LIMITS));
  });
});

describe('OpParser between two messages', () => {
  // A client that says nothing for hours would keep as much as a read may bring.
  it.each([10, 10_000])('holds nothing of a chunk of %d bytes and more', async (payloadBytes) => {
    const parser = new OpParser({ ...LIMITS, payloadBytesMax: PAYLOAD_BYTES_MAX });

    const forgotten = await isForgotten(() => {
      const chunk = Buffer.allocUnsafeSlow(`PUB a ${payloadBytes}\r\n`.length + payloadBytes + 2);
      chunk.write(`PUB a ${payloadBytes}\r\n${'x'.repeat(payloadBytes)}\r\n`, 'latin1');
      parser.push(chunk);
      expect([parser.next(), parser.next()]).toEqual([Op.pub, Op.needMore]);
      return chunk;
    });

    expect([forgotten, parser.bytes.length]).toEqual([true, 0]);
  });
});
