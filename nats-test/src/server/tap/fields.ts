import { encodeVarint } from '../../protocol/streaming/varint';
import { WireType } from '../../protocol/streaming/field-reader';

/** Numbers of fields that sabotages change. */
export const Field = {
  pubMsg: { data: 5 },
  msgProto: { sequence: 1, data: 4, redelivered: 6, redeliveryCount: 7 },
  ack: { subject: 1, sequence: 2 },
  subscriptionRequest: { maxInFlight: 5, durableName: 7, startPosition: 10, startSequence: 11 },
} as const;

/** The message with another value of a field: of two of one number, readers take the later one. */
export function withField(
  message: Uint8Array,
  field: number,
  value: number | string | Uint8Array,
): Buffer {
  if (typeof value === 'number') {
    return Buffer.concat([message, tag(field, WireType.varint), encodeVarint(BigInt(value))]);
  }
  const bytes = Buffer.from(value);
  const length = encodeVarint(BigInt(bytes.length));
  return Buffer.concat([message, tag(field, WireType.bytes), length, bytes]);
}

function tag(field: number, wireType: number): Uint8Array {
  return encodeVarint(BigInt(field * 8 + wireType));
}
