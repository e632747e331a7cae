import type { Random } from '../../base/random';
import type { SizePart } from '../parse-size';

/** So fine can weights and ranges be. */
const STEPS = 2 ** 30;

/** Gives the size of one message after the other. */
export function sizeSource(parts: readonly SizePart[], random: Random): () => number {
  const [first] = parts;
  if (parts.length === 1 && first && first.min === first.max) return () => first.min;
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    let at = (random.below(STEPS) / STEPS) * total;
    const part = parts.find(({ weight }) => (at -= weight) < 0) ?? parts.at(-1);
    if (!part) throw new RangeError('There are no sizes to choose from.');
    return part.min + random.below(part.max - part.min + 1);
  };
}
