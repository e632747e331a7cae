import { describe, expect, it } from 'vitest';
import { ByteKeyCache } from '../../src/base/byte-key-cache';
import { seededRandom } from '../../src/base/random';

function put<Value>(cache: ByteKeyCache<Value>, key: string, value: Value): void {
  const bytes = Buffer.from(key, 'latin1');
  cache.put(bytes, 0, bytes.length, value);
}

function get<Value>(cache: ByteKeyCache<Value>, key: string): Value | undefined {
  const bytes = Buffer.from(key, 'latin1');
  return cache.get(bytes, 0, bytes.length);
}

describe('ByteKeyCache', () => {
  it('finds what was put, wherever the bytes stand', () => {
    const cache = new ByteKeyCache<number>();
    put(cache, 'ticket:created', 1);
    const elsewhere = Buffer.from('PUB ticket:created 5', 'latin1');

    expect(cache.get(elsewhere, 4, 18)).toBe(1);
  });

  it('knows nothing of a key that was never put', () => {
    const cache = new ByteKeyCache<number>();

    expect(get(cache, 'ticket:created')).toBeUndefined();
  });

  it('gives the latest value of a key', () => {
    const cache = new ByteKeyCache<number>();
    put(cache, 'a', 1);
    put(cache, 'a', 2);

    expect(get(cache, 'a')).toBe(2);
  });

  // Nothing but the length and the last eight bytes chooses the slot.
  it('tells keys apart that share a slot', () => {
    const cache = new ByteKeyCache<string>();
    put(cache, 'tickets.same-tail', 'tickets');

    expect(get(cache, 'invoice.same-tail')).toBeUndefined();
  });

  it('lets the newer of two keys have the slot', () => {
    const cache = new ByteKeyCache<string>();
    put(cache, 'tickets.same-tail', 'tickets');
    put(cache, 'invoice.same-tail', 'invoice');

    expect([get(cache, 'tickets.same-tail'), get(cache, 'invoice.same-tail')]).toEqual([
      undefined,
      'invoice',
    ]);
  });

  it('tells a key from its own beginning', () => {
    const cache = new ByteKeyCache<number>();
    put(cache, 'ab', 1);

    expect([get(cache, 'a'), get(cache, 'abc')]).toEqual([undefined, undefined]);
  });

  it('takes an empty key', () => {
    const cache = new ByteKeyCache<number>();
    put(cache, '', 1);

    expect(get(cache, '')).toBe(1);
  });

  it('copies the key, since buffers are used again', () => {
    const cache = new ByteKeyCache<number>();
    const bytes = Buffer.from('first', 'latin1');
    cache.put(bytes, 0, bytes.length, 1);

    bytes.write('other', 'latin1');

    expect([get(cache, 'first'), get(cache, 'other')]).toEqual([1, undefined]);
  });

  it('keeps a key of 256 bytes and does not keep a longer one', () => {
    const cache = new ByteKeyCache<number>();
    const longest = 'k'.repeat(256);
    put(cache, longest, 1);
    put(cache, `${longest}k`, 2);

    expect([get(cache, longest), get(cache, `${longest}k`)]).toEqual([1, undefined]);
  });

  it('forgets everything when told to', () => {
    const cache = new ByteKeyCache<number>();
    put(cache, 'a', 1);
    put(cache, 'b', 2);

    cache.clear();

    expect([get(cache, 'a'), get(cache, 'b')]).toEqual([undefined, undefined]);
  });

  it('never gives one key the value of another, over 20,000 random steps', () => {
    const random = seededRandom(1);
    const cache = new ByteKeyCache<string>();
    const wrong: string[] = [];
    const randomKey = (): string =>
      Array.from({ length: random.below(12) }, () => 'ab.*'.charAt(random.below(4))).join('');

    for (let step = 0; step < 20_000; step++) {
      const key = randomKey();
      if (random.below(2) === 0) {
        put(cache, key, `value of ${key}`);
        if (get(cache, key) !== `value of ${key}`) wrong.push(`${key}: just put, not found`);
      } else {
        const value = get(cache, key);
        if (value !== undefined && value !== `value of ${key}`) wrong.push(`${key}: ${value}`);
      }
    }

    expect(wrong).toEqual([]);
  });
});
