import { FieldReader } from '../../protocol/streaming/field-reader';
import { PUB_ACK_HEAD_BYTES_MAX, writePubAckHead } from '../../protocol/streaming/hot-codec';
import { Field, withField } from './fields';

/** What a delivery says. */
export interface Msg {
  readonly sequence: number;
  readonly data: Buffer;
  readonly redelivered: boolean;
  readonly redeliveryCount: number;
}

/** Undefined for another message: none of those that a client gets has a number in field 1. */
export function readMsg(bytes: Buffer): Msg | undefined {
  const { sequence, data, redelivered, redeliveryCount } = Field.msgProto;
  const fields = new FieldReader();
  const numbers = new Map<number, number>();
  let found: Buffer = Buffer.alloc(0);
  fields.begin(0, bytes.length);
  while (fields.next(bytes)) {
    if (fields.wireType === 0) numbers.set(fields.field, fields.value);
    else if (fields.field === data) found = bytes.subarray(fields.start, fields.end);
  }
  const number = numbers.get(sequence);
  if (number === undefined) return undefined;
  return {
    sequence: number,
    data: found,
    redelivered: numbers.get(redelivered) === 1,
    redeliveryCount: numbers.get(redeliveryCount) ?? 0,
  };
}

export function encodeAck(channel: string, sequence: number): Buffer {
  return withField(
    withField(Buffer.alloc(0), Field.ack.subject, channel),
    Field.ack.sequence,
    sequence,
  );
}

/** What a publisher is told when its event is stored. */
export function encodePubAck(guid: string): Buffer {
  const head = Buffer.alloc(PUB_ACK_HEAD_BYTES_MAX);
  const bytes = Buffer.from(guid);
  return Buffer.concat([head.subarray(0, writePubAckHead(head, bytes.length)), bytes]);
}
