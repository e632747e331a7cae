const SLOTS = 256;
/** Longer keys are not worth caching: comparing them costs more than a look-up by string. */
const KEY_BYTES_MAX = 256;

/**
 * A small direct-mapped cache from bytes in a buffer to a value.
 *
 * The same subjects, channel names and connection IDs come back message after message; finding
 * them here costs a comparison of bytes instead of making a string and hashing it. A key that
 * falls on a used slot takes the slot over, so the cache never grows.
 */
export class ByteKeyCache<Value> {
  private readonly keys: (Uint8Array | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);
  private readonly values: (Value | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);
  private latestKey: Uint8Array | undefined;
  private latestValue: Value | undefined;

  /** The value last put for exactly these bytes, or undefined. */
  get(bytes: Uint8Array, start: number, end: number): Value | undefined {
    // The latest one again, most of the time: it needs no look-up.
    if (this.latestKey && isKey(this.latestKey, bytes, start, end)) return this.latestValue;
    const slot = slotOf(bytes, start, end);
    const key = this.keys[slot];
    if (!key || !isKey(key, bytes, start, end)) return undefined;
    this.latestKey = key;
    this.latestValue = this.values[slot];
    return this.latestValue;
  }

  /** Copies the key: the buffer may be used for something else afterwards. */
  put(bytes: Uint8Array, start: number, end: number, value: Value): void {
    if (end - start > KEY_BYTES_MAX) return;
    const slot = slotOf(bytes, start, end);
    // Not bytes.slice(): on a Buffer that is a view of the same memory.
    const key = Uint8Array.prototype.slice.call(bytes, start, end);
    this.keys[slot] = key;
    this.values[slot] = value;
    this.latestKey = key;
    this.latestValue = value;
  }

  /** Forgets everything: for owners whose values may have gone stale. */
  clear(): void {
    this.keys.fill(undefined);
    this.values.fill(undefined);
    this.latestKey = undefined;
    this.latestValue = undefined;
  }
}

/** Compares from the end: keys share their beginnings (prefixes of subjects) and differ in their tails. */
function isKey(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let i = key.length - 1; i >= 0; i--) {
    if (key[i] !== bytes[start + i]) return false;
  }
  return true;
}

/** Mixes the length and the last eight bytes, where keys differ most. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let i = Math.max(start, end - 8); i < end; i++) {
    hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  }
  return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
}
