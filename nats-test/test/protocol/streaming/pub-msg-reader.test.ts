import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../src/base/random';
import { PubMsgReader } from '../../../src/protocol/streaming/hot-codec';
import { randomBytes, randomText } from '../../support/random-values';
import { type PubMsg, wire } from '../../support/stan-wire';

const MESSAGES = 1000;

interface Read {
  readonly clientID: string;
  readonly guid: string;
  readonly subject: string;
  readonly reply: string;
  /** In hex, as below: thousands of bytes are compared far faster as a text. */
  readonly data: string;
  readonly connID: string;
}

/** What the reader finds, or undefined when it refuses the bytes. */
function read(
  bytes: Buffer,
  start = 0,
  end = bytes.length,
  reader = new PubMsgReader(),
): Read | undefined {
  if (!reader.decode(bytes, start, end)) return undefined;
  return {
    clientID: bytes.toString('utf8', reader.clientIdStart, reader.clientIdEnd),
    guid: bytes.toString('utf8', reader.guidStart, reader.guidEnd),
    subject: bytes.toString('utf8', reader.subjectStart, reader.subjectEnd),
    reply: bytes.toString('utf8', reader.replyStart, reader.replyEnd),
    data: bytes.toString('hex', reader.dataStart, reader.dataEnd),
    connID: bytes.toString('hex', reader.connIdStart, reader.connIdEnd),
  };
}

/** What protobufjs finds, or undefined when it refuses the bytes. */
function readByLibrary(bytes: Buffer): Read | undefined {
  try {
    const { clientID, guid, subject, reply, data, connID } = wire.pubMsg.decode(
      bytes,
    ) as Required<PubMsg>;
    return {
      clientID,
      guid,
      subject,
      reply,
      data: Buffer.from(data).toString('hex'),
      connID: Buffer.from(connID).toString('hex'),
    };
  } catch {
    return undefined;
  }
}

function randomPubMsg(random: Random): PubMsg {
  const fields: Required<PubMsg> = {
    clientID: randomText(random),
    guid: randomText(random),
    subject: randomText(random),
    reply: randomText(random),
    data: randomBytes(random),
    connID: randomBytes(random),
    sha256: randomBytes(random),
  };
  return Object.fromEntries(Object.entries(fields).filter(() => random.below(4) > 0));
}

describe('PubMsgReader', () => {
  it(`reads ${MESSAGES} random messages as protobufjs wrote them, anywhere in a buffer`, () => {
    const reader = new PubMsgReader();
    for (let seed = 1; seed <= MESSAGES; seed++) {
      const random = seededRandom(seed);
      const message = wire.pubMsg.encode(randomPubMsg(random));
      const before = randomBytes(random);
      const bytes = Buffer.concat([before, message, randomBytes(random)]);

      const found = read(bytes, before.length, before.length + message.length, reader);

      expect(found, `seed ${seed}`).toEqual(readByLibrary(message));
    }
  });

  it('agrees with protobufjs on every beginning of a message', () => {
    const message = wire.pubMsg.encode({
      clientID: 'client',
      guid: 'guid',
      subject: 'ticket:created',
      reply: 'r',
      data: Buffer.alloc(200, 1),
      connID: Buffer.from('conn'),
      sha256: Buffer.alloc(32),
    });

    const different = Array.from({ length: message.length + 1 }, (_, end) => end).filter((end) => {
      const beginning = Buffer.from(message.subarray(0, end));
      return JSON.stringify(read(beginning)) !== JSON.stringify(readByLibrary(beginning));
    });

    expect(different).toEqual([]);
  });

  it('takes the last of two values for one field', () => {
    const bytes = Buffer.concat([
      wire.pubMsg.encode({ guid: 'first' }),
      wire.pubMsg.encode({ guid: 'second' }),
    ]);

    expect(read(bytes)?.guid).toBe('second');
  });

  it('skips fields that it does not know', () => {
    const unknown = Buffer.from('38ac02' + '4a026f6b' + '590102030405060708' + '6501020304', 'hex');
    const bytes = Buffer.concat([unknown, wire.pubMsg.encode({ guid: 'g' }), unknown]);

    expect(read(bytes)?.guid).toBe('g');
  });

  it.each([1, 2, 3, 4, 5, 6, 10])('refuses field %d as a varint, as Go does', (field) => {
    expect(read(Buffer.from([field << 3, 1]))).toBeUndefined();
  });

  it('says what it had read before the fault, for the error to name the message', () => {
    const reader = new PubMsgReader();
    const bytes = Buffer.concat([wire.pubMsg.encode({ guid: 'known' }), Buffer.from([0x1a, 99])]);

    const isPubMsg = reader.decode(bytes, 0, bytes.length);

    expect([isPubMsg, bytes.toString('utf8', reader.guidStart, reader.guidEnd)]).toEqual([
      false,
      'known',
    ]);
  });
});
