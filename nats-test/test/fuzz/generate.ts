import { seededRandom } from '../../src/base/random';
import type { BytesCase, Case } from './case';
import type { Session } from './corpus';
import { cutAnywhere, mutated, pick } from './mutate';
import { randomPage } from './pages';
import { randomRequest } from './requests';

/** The parts that can be tried alone. */
export const parts = ['bytes', 'request', 'page'] as const;
export type Part = (typeof parts)[number];

/** Every session cut once, at each of its places; those that allow it, held against themselves in one piece. */
export function* everyCut(sessions: readonly Session[]): Generator<BytesCase> {
  for (const { bytes, isRepeatable } of sessions) {
    for (let at = 1; at < bytes.length; at++) {
      const chunks = [bytes.subarray(0, at), bytes.subarray(at)];
      yield { kind: 'bytes', chunks, end: 'hang up', ...(isRepeatable ? { whole: bytes } : {}) };
    }
  }
}

/** The case of that number in the run of that seed: always the same one. */
export function randomCase(
  seed: number,
  number: number,
  sessions: readonly Session[],
  only?: Part,
): Case {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  // Pages cost most and can do least.
  const part =
    only ??
    pick(random, [
      'bytes',
      'bytes',
      'bytes',
      'bytes',
      'bytes',
      'request',
      'request',
      'request',
      'request',
      random.below(2) === 0 ? 'page' : 'request',
    ] as const);
  if (part === 'request') return randomRequest(random);
  if (part === 'page') return randomPage(random);
  const session = pick(random, sessions);
  const bytes = mutated(random, session.bytes, pick(random, sessions).bytes);
  const end = pick(random, ['hang up', 'hang up', 'hang up', 'stay', 'stall'] as const);
  return { kind: 'bytes', chunks: cutAnywhere(random, bytes), end };
}
