import { randomFillSync } from 'node:crypto';

/** Randomness, handed in, so that a run can be repeated from its seed. */
export interface Random {
  /** A whole number from 0 up to, but not including, `limit` (at most 2^32). */
  below(limit: number): number;
}

/** Randomness of the operating system. */
export function systemRandom(): Random {
  const pool = new Uint32Array(256);
  let used = pool.length;
  return {
    below(limit) {
      if (used === pool.length) {
        randomFillSync(pool);
        used = 0;
      }
      return Math.floor(((pool[used++] ?? 0) / 2 ** 32) * limit);
    },
  };
}

/** The same numbers for the same seed (the generator known as mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = state;
      mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
    },
  };
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function randomText(random: Random, alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet.charAt(random.below(alphabet.length));
  return text;
}

/** 22 letters and digits: about 130 bits, which will never come twice. */
export function randomId(random: Random): string {
  return randomText(random, BASE62, 22);
}

/** Text in the alphabet of base 32, as public keys are written. */
export function randomBase32(random: Random, length: number): string {
  return randomText(random, BASE32, length);
}
