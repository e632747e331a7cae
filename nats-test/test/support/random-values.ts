import type { Random } from '../../src/base/random';

/** One of the items. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  if (items.length === 0) throw new Error('nothing to pick from');
  return items[random.below(items.length)] as Item;
}

/** Text that is often empty, often short, sometimes longer than 127 bytes, and not only ASCII. */
export function randomText(random: Random): string {
  const length = random.below(pick(random, [1, 10, 50, 400]));
  return Array.from({ length }, () => pick(random, ['a', 'Z', '.', ':', 'é', '票', '😀'])).join('');
}

/** Bytes that are often none, often few, sometimes more than 16 KiB. */
export function randomBytes(random: Random): Buffer {
  const bytes = Buffer.alloc(random.below(pick(random, [1, 10, 300, 20_000])));
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.below(256);
  return bytes;
}

/** A whole number of `bits` bits or fewer, every length as likely as the others. */
export function randomBigInt(random: Random, bits: number): bigint {
  let value = 0n;
  for (let i = random.below(bits + 1); i > 0; i--) value = (value << 1n) | BigInt(random.below(2));
  return value;
}
