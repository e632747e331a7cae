import { describe, expect, it } from 'vitest';
import { CopySource } from '../../../src/base/copy-bytes';
import {
  AckReader,
  msgProtoBytes,
  PubMsgReader,
  REDELIVERY_BYTES_MAX,
  writeMsgProto,
  PUB_ACK_HEAD_BYTES_MAX,
  writePubAckHead,
  writeRedelivery,
  type MsgParts,
} from '../../../src/protocol/streaming/hot-codec';
import {
  decodeCloseRequest,
  decodeConnectRequest,
  decodePing,
  decodeSubscriptionRequest,
  decodeUnsubscribeRequest,
  encodeConnectResponse,
  encodeErrorResponse,
  encodePubError,
  encodeSubscriptionResponse,
} from '../../../src/protocol/streaming/messages';
import type { StreamingError } from '../../../src/protocol/streaming/errors';
import { encodeVarint } from '../../../src/protocol/streaming/varint';
import { readCaptures, type Capture } from '../../support/captures';
import { withHexBytes } from '../../support/hex';

const captures = [...readCaptures()];
const named = (wanted: (name: string, capture: Capture) => boolean): [string, Capture][] =>
  captures.filter(([name, capture]) => wanted(name, capture));

/** Texts and numbers of a capture, as the encoders want them. */
const text = (capture: Capture, field: string): string => {
  const value = capture.value[field] ?? '';
  if (typeof value !== 'string') throw new Error(`${field} is no text`);
  return value;
};
const error = (capture: Capture): StreamingError | undefined =>
  capture.value['error'] as StreamingError | undefined;

function msgProto(capture: Capture): Buffer {
  const reply = Buffer.from(text(capture, 'reply'), 'utf8');
  const data = Buffer.from(text(capture, 'data'), 'hex');
  const parts: MsgParts = {
    sequence: Number(text(capture, 'sequence')),
    subject: Buffer.from(text(capture, 'subject'), 'utf8'),
    timestamp: encodeVarint(BigInt(text(capture, 'timestamp'))),
    source: new CopySource(Buffer.concat([reply, data])),
    replyStart: 0,
    replyEnd: reply.length,
    dataStart: reply.length,
    dataEnd: reply.length + data.length,
  };
  const bytes = Buffer.alloc(msgProtoBytes(parts));
  writeMsgProto(bytes, 0, parts);
  if (capture.value['redelivered'] !== true) return bytes;
  const tail = Buffer.alloc(REDELIVERY_BYTES_MAX);
  const length = writeRedelivery(tail, Number(capture.value['redeliveryCount']));
  return Buffer.concat([bytes, tail.subarray(0, length)]);
}

function pubAck(capture: Capture): Buffer {
  const refusal = error(capture);
  const guid = text(capture, 'guid');
  if (refusal !== undefined) return encodePubError(guid, refusal);
  const head = Buffer.alloc(PUB_ACK_HEAD_BYTES_MAX);
  return Buffer.concat([head.subarray(0, writePubAckHead(head, guid.length)), Buffer.from(guid)]);
}

/** What the server writes, by message. */
const ENCODERS: Readonly<Record<string, (capture: Capture) => Buffer>> = {
  ConnectResponse: ({ value }) => encodeConnectResponse(value),
  SubscriptionResponse: ({ value }) => encodeSubscriptionResponse(value),
  PubAck: pubAck,
  MsgProto: msgProto,
  PingResponse: (capture) => encodeErrorResponse(error(capture)),
  CloseResponse: (capture) => encodeErrorResponse(error(capture)),
};

function readPubMsg(bytes: Buffer): object | undefined {
  const reader = new PubMsgReader();
  if (!reader.decode(bytes, 0, bytes.length)) return undefined;
  return {
    clientID: bytes.toString('utf8', reader.clientIdStart, reader.clientIdEnd),
    guid: bytes.toString('utf8', reader.guidStart, reader.guidEnd),
    subject: bytes.toString('utf8', reader.subjectStart, reader.subjectEnd),
    data: bytes.subarray(reader.dataStart, reader.dataEnd),
    connID: bytes.subarray(reader.connIdStart, reader.connIdEnd),
  };
}

function readAck(bytes: Buffer): object | undefined {
  const reader = new AckReader();
  if (!reader.decode(bytes, 0, bytes.length)) return undefined;
  const subject = bytes.toString('utf8', reader.subjectStart, reader.subjectEnd);
  return { subject, sequence: String(reader.sequence) };
}

/** What the server reads, by message. */
const DECODERS: Readonly<Record<string, (bytes: Buffer) => object | undefined>> = {
  ConnectRequest: decodeConnectRequest,
  SubscriptionRequest: decodeSubscriptionRequest,
  UnsubscribeRequest: decodeUnsubscribeRequest,
  CloseRequest: decodeCloseRequest,
  Ping: decodePing,
  PubMsg: readPubMsg,
  Ack: readAck,
};

describe('what the real server 0.17.0 sent', () => {
  it.each(named((_name, { message }) => message in ENCODERS))(
    'is written byte for byte: %s',
    (_name, capture) => {
      expect(ENCODERS[capture.message]?.(capture).toString('hex')).toBe(
        capture.bytes.toString('hex'),
      );
    },
  );
});

describe('what node-nats-streaming sent', () => {
  it.each(named((_name, { message }) => message in DECODERS))('is read: %s', (_name, capture) => {
    expect(withHexBytes(DECODERS[capture.message]?.(capture.bytes) ?? {})).toMatchObject(
      capture.value,
    );
  });
});

describe('the captures', () => {
  it('are all looked at', () => {
    const unseen = named((_name, { message }) => !(message in ENCODERS || message in DECODERS));

    expect(unseen).toEqual([]);
    expect(captures.length).toBeGreaterThan(20);
  });
});
