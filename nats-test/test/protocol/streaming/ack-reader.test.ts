import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { AckReader } from '../../../src/protocol/streaming/hot-codec';
import { randomBigInt, randomBytes, randomText } from '../../support/random-values';
import { wire } from '../../support/stan-wire';

interface Read {
  readonly subject: string;
  readonly sequence: number;
}

function read(
  bytes: Buffer,
  start = 0,
  end = bytes.length,
  reader = new AckReader(),
): Read | undefined {
  if (!reader.decode(bytes, start, end)) return undefined;
  return {
    subject: bytes.toString('utf8', reader.subjectStart, reader.subjectEnd),
    sequence: reader.sequence,
  };
}

describe('AckReader', () => {
  it('reads 1,000 random acks as protobufjs wrote them, anywhere in a buffer', () => {
    const reader = new AckReader();
    for (let seed = 1; seed <= 1000; seed++) {
      const random = seededRandom(seed);
      const ack = { subject: randomText(random), sequence: Number(randomBigInt(random, 53)) };
      const message = wire.ack.encode(ack);
      const before = randomBytes(random);
      const bytes = Buffer.concat([before, message, randomBytes(random)]);

      const found = read(bytes, before.length, before.length + message.length, reader);

      expect(found, `seed ${seed}`).toEqual(ack);
    }
  });

  it('reads sequence 2^53', () => {
    expect(read(wire.ack.encode({ subject: 'a', sequence: 2 ** 53 }))?.sequence).toBe(2 ** 53);
  });

  it('reads an ack without fields: Go leaves out what is empty', () => {
    expect(read(Buffer.alloc(0))).toEqual({ subject: '', sequence: 0 });
  });

  it('forgets the ack before', () => {
    const reader = new AckReader();
    const full = wire.ack.encode({ subject: 'a', sequence: 7 });
    reader.decode(full, 0, full.length);

    expect(read(Buffer.alloc(0), 0, 0, reader)).toEqual({ subject: '', sequence: 0 });
  });

  it('skips fields that it does not know', () => {
    const bytes = Buffer.concat([
      Buffer.from('38ac02', 'hex'),
      wire.ack.encode({ subject: 'a', sequence: 7 }),
    ]);

    expect(read(bytes)).toEqual({ subject: 'a', sequence: 7 });
  });

  it.each([
    ['a subject that is a varint', '0801'],
    ['a sequence that is bytes', '120131'],
    ['a subject beyond the end', '0a0561'],
    ['a sequence that does not end', '0a016110ff'],
  ])('refuses %s', (_what, hex) => {
    expect(read(Buffer.from(hex, 'hex'))).toBeUndefined();
  });
});
