import type { LoadPlan } from './plan';

/** What a server of NATS Streaming keeps of a channel unless it is told otherwise: the oldest go. */
const MESSAGES_MAX = 1_000_000;
const BYTES_MAX = 1_000_000 * 1024;
/** What a stored message has beside its data, with room to spare. */
const HEAD_BYTES = 100;

/** How many messages of a load a channel has room for, on a server with the limits it starts with. */
export function channelRoom({ sizes }: Pick<LoadPlan, 'sizes'>): number {
  const weights = sizes.reduce((total, { weight }) => total + weight, 0);
  const meanBytes = sizes.reduce(
    (total, it) => total + ((it.min + it.max) / 2) * (it.weight / weights),
    0,
  );
  return Math.min(MESSAGES_MAX, Math.floor(BYTES_MAX / (meanBytes + HEAD_BYTES)));
}
