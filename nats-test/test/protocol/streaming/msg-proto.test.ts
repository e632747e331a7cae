import { describe, expect, it } from 'vitest';
import { CopySource } from '../../../src/base/copy-bytes';
import { seededRandom } from '../../../src/base/random';
import {
  msgProtoBytes,
  readMsgTimestamp,
  REDELIVERY_BYTES_MAX,
  writeMsgProto,
  PUB_ACK_HEAD_BYTES_MAX,
  writePubAckHead,
  writeRedelivery,
  type MsgParts,
} from '../../../src/protocol/streaming/hot-codec';
import { encodeVarint } from '../../../src/protocol/streaming/varint';
import { randomBigInt, randomBytes, randomText } from '../../support/random-values';
import { decodeMsgProto, describeMessage, wire } from '../../support/stan-wire';

interface Content {
  readonly sequence: number;
  readonly subject: string;
  readonly reply: string;
  readonly data: Buffer;
  readonly timestamp: bigint;
}

/** As a publish brings them: reply and data in the middle of another buffer. */
function partsOf(content: Content): MsgParts {
  const reply = Buffer.from(content.reply, 'utf8');
  const before = Buffer.from('before');
  const between = Buffer.from('between');
  const replyStart = before.length;
  const dataStart = replyStart + reply.length + between.length;
  return {
    sequence: content.sequence,
    subject: Buffer.from(content.subject, 'utf8'),
    timestamp: encodeVarint(content.timestamp),
    source: new CopySource(
      Buffer.concat([before, reply, between, content.data, Buffer.from('after')]),
    ),
    replyStart,
    replyEnd: replyStart + reply.length,
    dataStart,
    dataEnd: dataStart + content.data.length,
  };
}

/** What is written, checked to be as long as announced and nothing outside of it touched. */
function write(content: Content, start = 3): Buffer {
  const parts = partsOf(content);
  const bytes = msgProtoBytes(parts);
  const target = Buffer.alloc(start + bytes + 3, 0xee);
  const end = writeMsgProto(target, start, parts);
  expect(end).toBe(start + bytes);
  const around = Buffer.concat([target.subarray(0, start), target.subarray(end)]);
  expect(around.toString('hex')).toBe('eeeeeeeeeeee');
  return target.subarray(start, end);
}

const SMALL: Content = {
  sequence: 1,
  subject: 'a',
  reply: '',
  data: Buffer.alloc(0),
  timestamp: 1_795_250_772_941_999_238n,
};

describe('writeMsgProto', () => {
  it('writes 1,000 random messages that protobufjs reads', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const random = seededRandom(seed);
      const content: Content = {
        sequence: 1 + Number(randomBigInt(random, 52)),
        subject: `a${randomText(random)}`,
        reply: randomText(random),
        data: randomBytes(random),
        timestamp: 1n + randomBigInt(random, 62),
      };

      const { data, ...found } = decodeMsgProto(write(content));

      const { data: written, ...others } = content;
      expect(data.equals(written), `seed ${seed}`).toBe(true);
      expect(found, `seed ${seed}`).toMatchObject(others);
    }
  });

  it('leaves out what is empty, as Go does', () => {
    expect(describeMessage('MsgProto', write(SMALL))).toEqual({
      sequence: '1',
      subject: 'a',
      timestamp: '1795250772941999238',
    });
  });

  it.each([127, 128, 16_383, 16_384, 2 ** 21, 2 ** 32, 2 ** 53 - 1])(
    'writes sequence %d',
    (sequence) => {
      expect(decodeMsgProto(write({ ...SMALL, sequence })).sequence).toBe(sequence);
    },
  );

  it.each([1, 127, 128, 16_383, 16_384, 1_048_576])('writes %d bytes of data', (length) => {
    const data = Buffer.alloc(length, 0xa5);

    expect(decodeMsgProto(write({ ...SMALL, data })).data.equals(data)).toBe(true);
  });
});

describe('writeRedelivery', () => {
  it.each([1, 127, 128, 16_384, 2 ** 32 - 1])('adds the flag and the count %d', (count) => {
    const stored = write({ ...SMALL, data: Buffer.from('hello') });
    const tail = Buffer.alloc(REDELIVERY_BYTES_MAX);

    const length = writeRedelivery(tail, count);

    expect(decodeMsgProto(Buffer.concat([stored, tail.subarray(0, length)]))).toEqual({
      ...decodeMsgProto(stored),
      redelivered: true,
      redeliveryCount: count,
    });
  });
});

describe('readMsgTimestamp', () => {
  it.each([1n, 2n ** 53n + 1n, 1_795_250_772_941_999_238n, 2n ** 63n - 1n])(
    'finds %d ns without loss',
    (timestamp) => {
      const bytes = Buffer.concat([
        Buffer.from('before'),
        write({ ...SMALL, reply: 'r', data: Buffer.from('d'), timestamp }),
        Buffer.from('after'),
      ]);

      expect(readMsgTimestamp(bytes, 6, bytes.length - 5)).toBe(timestamp);
    },
  );
});

describe('writePubAckHead', () => {
  it.each([1, 22, 127, 128, 300])('announces a guid of %d bytes', (length) => {
    const guid = 'g'.repeat(length);
    const head = Buffer.alloc(PUB_ACK_HEAD_BYTES_MAX);

    const headBytes = writePubAckHead(head, length);

    const ack = Buffer.concat([head.subarray(0, headBytes), Buffer.from(guid)]);
    expect(wire.pubAck.decode(ack)).toEqual({ guid, error: '' });
  });
});
