/** A set of numbers from 0 on, one bit each; it grows by itself. */
export class Bits {
  private bytes: Uint8Array;

  /** @param bytes what `toBytes` gave */
  constructor(bytes: Uint8Array = new Uint8Array(1024)) {
    this.bytes = bytes;
  }

  has(number: number): boolean {
    return ((this.bytes[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  /** @returns whether it is new */
  add(number: number): boolean {
    const at = number >>> 3;
    if (at >= this.bytes.length) this.grow(at + 1);
    const before = this.bytes[at] ?? 0;
    const after = before | (1 << (number & 7));
    this.bytes[at] = after;
    return after !== before;
  }

  /** One past the highest number that may be in it. */
  get end(): number {
    return this.bytes.length * 8;
  }

  toBytes(): Uint8Array {
    return this.bytes;
  }

  private grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, this.bytes.length * 2));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}
