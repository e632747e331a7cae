import { copyBytes, type CopySource } from '../../base/copy-bytes';
import { FieldReader, WireType } from './field-reader';
import { readVarintBigInt, varintBytes, writeVarint } from './varint';

/*
 * The four messages that every published event needs, by hand: they yield offsets and write into
 * buffers that are there already. The tests hold them against a protobuf library.
 */

const TAG_BYTES_FIELD = (field: number): number => (field << 3) | WireType.bytes;
const TAG_VARINT_FIELD = (field: number): number => (field << 3) | WireType.varint;

/** Decodes `PubMsg`: clientID 1, guid 2, subject 3, reply 4, data 5, connID 6, sha256 10. */
export class PubMsgReader {
  clientIdStart = 0;
  clientIdEnd = 0;
  guidStart = 0;
  guidEnd = 0;
  subjectStart = 0;
  subjectEnd = 0;
  replyStart = 0;
  replyEnd = 0;
  dataStart = 0;
  dataEnd = 0;
  connIdStart = 0;
  connIdEnd = 0;

  private readonly fields = new FieldReader();

  /** False when the bytes are no `PubMsg`. Then the offsets hold what came before the fault. */
  decode(bytes: Uint8Array, start: number, end: number): boolean {
    this.clientIdStart = this.clientIdEnd = 0;
    this.guidStart = this.guidEnd = 0;
    this.subjectStart = this.subjectEnd = 0;
    this.replyStart = this.replyEnd = 0;
    this.dataStart = this.dataEnd = 0;
    this.connIdStart = this.connIdEnd = 0;
    const { fields } = this;
    fields.begin(start, end);
    while (fields.next(bytes)) {
      const known = fields.field <= 6 || fields.field === 10;
      if (known && fields.wireType !== WireType.bytes) return false;
      switch (fields.field) {
        case 1:
          this.clientIdStart = fields.start;
          this.clientIdEnd = fields.end;
          break;
        case 2:
          this.guidStart = fields.start;
          this.guidEnd = fields.end;
          break;
        case 3:
          this.subjectStart = fields.start;
          this.subjectEnd = fields.end;
          break;
        case 4:
          this.replyStart = fields.start;
          this.replyEnd = fields.end;
          break;
        case 5:
          this.dataStart = fields.start;
          this.dataEnd = fields.end;
          break;
        case 6:
          this.connIdStart = fields.start;
          this.connIdEnd = fields.end;
          break;
        default:
      }
    }
    return !fields.failed;
  }
}

/** Decodes `Ack`: subject 1, sequence 2. */
export class AckReader {
  subjectStart = 0;
  subjectEnd = 0;
  sequence = 0;

  private readonly fields = new FieldReader();

  /** False when the bytes are no `Ack`. */
  decode(bytes: Uint8Array, start: number, end: number): boolean {
    this.subjectStart = this.subjectEnd = 0;
    this.sequence = 0;
    const { fields } = this;
    fields.begin(start, end);
    while (fields.next(bytes)) {
      if (fields.field === 1) {
        if (fields.wireType !== WireType.bytes) return false;
        this.subjectStart = fields.start;
        this.subjectEnd = fields.end;
      } else if (fields.field === 2) {
        if (fields.wireType !== WireType.varint) return false;
        this.sequence = fields.value;
      }
    }
    return !fields.failed;
  }
}

/** Room that {@link writePubAckHead} needs. */
export const PUB_ACK_HEAD_BYTES_MAX = 11;

/**
 * Writes what a `PubAck` without error has before its guid, which is all that follows.
 * @returns its length
 */
export function writePubAckHead(target: Uint8Array, guidBytes: number): number {
  target[0] = TAG_BYTES_FIELD(1);
  return writeVarint(target, 1, guidBytes);
}

/** What a `MsgProto` is made from. Texts are UTF-8; the timestamp is an encoded varint of ns since 1970. */
export interface MsgParts {
  readonly sequence: number;
  readonly subject: Uint8Array;
  readonly timestamp: Uint8Array;
  /** What `reply` and `data` point into. */
  readonly source: CopySource;
  readonly replyStart: number;
  readonly replyEnd: number;
  readonly dataStart: number;
  readonly dataEnd: number;
}

/** Bytes that {@link writeMsgProto} will write. */
export function msgProtoBytes(parts: MsgParts): number {
  const replyBytes = parts.replyEnd - parts.replyStart;
  const dataBytes = parts.dataEnd - parts.dataStart;
  let total = 1 + varintBytes(parts.sequence);
  total += 1 + varintBytes(parts.subject.length) + parts.subject.length;
  if (replyBytes > 0) total += 1 + varintBytes(replyBytes) + replyBytes;
  if (dataBytes > 0) total += 1 + varintBytes(dataBytes) + dataBytes;
  return total + 1 + parts.timestamp.length;
}

/**
 * Writes a `MsgProto` as it is stored and first delivered: sequence 1, subject 2, reply 3, data 4,
 * timestamp 5. Empty fields are left out, as Go does.
 * @returns the position behind it
 */
export function writeMsgProto(target: Buffer, start: number, parts: MsgParts): number {
  let at = start;
  target[at++] = TAG_VARINT_FIELD(1);
  at = writeVarint(target, at, parts.sequence);
  target[at++] = TAG_BYTES_FIELD(2);
  at = writeVarint(target, at, parts.subject.length);
  at = copyBytes(target, at, parts.subject, 0, parts.subject.length);
  const replyBytes = parts.replyEnd - parts.replyStart;
  if (replyBytes > 0) {
    target[at++] = TAG_BYTES_FIELD(3);
    at = writeVarint(target, at, replyBytes);
    at = parts.source.copy(target, at, parts.replyStart, parts.replyEnd);
  }
  const dataBytes = parts.dataEnd - parts.dataStart;
  if (dataBytes > 0) {
    target[at++] = TAG_BYTES_FIELD(4);
    at = writeVarint(target, at, dataBytes);
    at = parts.source.copy(target, at, parts.dataStart, parts.dataEnd);
  }
  target[at++] = TAG_VARINT_FIELD(5);
  return copyBytes(target, at, parts.timestamp, 0, parts.timestamp.length);
}

/** Room that {@link writeRedelivery} needs. */
export const REDELIVERY_BYTES_MAX = 8;

/**
 * Writes what a redelivered `MsgProto` has behind its stored bytes: redelivered 6, redeliveryCount 7.
 * @returns its length
 */
export function writeRedelivery(target: Uint8Array, redeliveryCount: number): number {
  target[0] = TAG_VARINT_FIELD(6);
  target[1] = 1;
  target[2] = TAG_VARINT_FIELD(7);
  return writeVarint(target, 3, redeliveryCount);
}

/** The timestamp of a stored `MsgProto`, in ns since 1970. */
export function readMsgTimestamp(bytes: Uint8Array, start: number, end: number): bigint {
  const fields = new FieldReader();
  fields.begin(start, end);
  while (fields.next(bytes)) {
    if (fields.field === 5) return readVarintBigInt(bytes, fields.start, fields.end);
  }
  return 0n;
}
