import { parseSize } from '../base/size';
import { PlanError } from './plan-error';

/** Sizes from `min` to `max` bytes, all as likely, for `weight` of all messages. */
export interface SizePart {
  readonly min: number;
  readonly max: number;
  /** Against the other parts: 90 and 10 are nine messages of ten and one of ten. */
  readonly weight: number;
}

/** What a message says of itself needs that much. */
export const SIZE_MIN = 32;
/** A NATS server takes no larger ones, unless it is told to; some bytes are the protocol's. */
const SIZE_MAX = 1024 * 1024 - 1024;

/**
 * Reads how large messages are: `128`, `100-1000` (all sizes as likely), `128:90,4096:10` (with
 * weights; 1 when left out), `1KB`.
 * @throws PlanError
 */
export function parseSizes(text: string): readonly SizePart[] {
  return text.split(',').map((part) => parsePart(part.trim(), text));
}

function parsePart(part: string, text: string): SizePart {
  const match = /^(\w+)(?:-(\w+))?(?::(\d+(?:\.\d+)?))?$/.exec(part);
  const min = parseSize(match?.[1] ?? '');
  const max = match?.[2] === undefined ? min : parseSize(match[2]);
  const weight = Number(match?.[3] ?? 1);
  if (min === undefined || max === undefined) {
    throw new PlanError(
      `--size ${text} is no size: type bytes, as in --size 128, --size 100-1000 or --size 128:90,4096:10`,
    );
  }
  if (weight <= 0) throw new PlanError(`--size ${text}: ${part} would never come, at weight 0`);
  if (min < SIZE_MIN) {
    throw new PlanError(
      `--size ${text}: ${SIZE_MIN} bytes at least, since each message says who sent it, which one it is and when`,
    );
  }
  if (max > SIZE_MAX) {
    throw new PlanError(`--size ${text}: ${SIZE_MAX} bytes at most, since a server takes 1 MB`);
  }
  if (max < min) throw new PlanError(`--size ${text}: ${part} ends before it begins`);
  return { min, max, weight };
}
