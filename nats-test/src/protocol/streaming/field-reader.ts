import { VarintReader } from './varint';

/** How a field's value stands on the wire. */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Tags of one byte. */
const SHORT_TAGS = 128;
const FIELD_NUMBER_MAX = 2 ** 29 - 1;

/**
 * Walks over the fields of a protobuf message without making objects: after `next`, `field` and
 * `wireType` say what was found, and the value is `value` (varint) or the bytes from `start` to `end`.
 */
export class FieldReader {
  field = 0;
  wireType = 0;
  value = 0;
  start = 0;
  end = 0;
  /** The bytes are no protobuf message. */
  failed = false;

  private readonly varint = new VarintReader();
  private limit = 0;

  begin(start: number, limit: number): void {
    this.varint.position = start;
    this.limit = limit;
    this.failed = false;
  }

  /** The next field; false at the end, or when the bytes make no sense (see `failed`). */
  next(bytes: Uint8Array): boolean {
    const { varint, limit } = this;
    if (varint.position >= limit) return false;
    const tag = varint.read(bytes, limit);
    this.wireType = tag & 7;
    this.field = tag < SHORT_TAGS ? tag >> 3 : Math.floor(tag / 8);
    if (tag < 0 || this.field < 1 || this.field > FIELD_NUMBER_MAX) return this.fail();
    switch (this.wireType) {
      case WireType.varint:
        this.start = varint.position;
        this.value = varint.read(bytes, limit);
        this.end = varint.position;
        if (this.value < 0) return this.fail();
        break;
      case WireType.bytes: {
        const length = varint.read(bytes, limit);
        if (length < 0) return this.fail();
        this.start = varint.position;
        this.end = this.start + length;
        break;
      }
      case WireType.fixed64:
      case WireType.fixed32:
        this.start = varint.position;
        this.end = this.start + (this.wireType === WireType.fixed64 ? 8 : 4);
        break;
      default:
        return this.fail();
    }
    if (this.end > limit) return this.fail();
    varint.position = this.end;
    return true;
  }

  private fail(): false {
    this.failed = true;
    return false;
  }
}
