import { createClient } from '../../src/harness/client/stan-client';
import type { HarnessClient } from '../../src/harness/client/harness-client';
import { CROWD_SIZE, type Crowd } from './cases';
import type { BenchServer } from './servers';

/** How many requests are under way at a time. */
const AT_ONCE = 200;

/** Brings a crowd to the server, which stays until it is sent away. */
export async function bringCrowd(
  { url, clusterId }: BenchServer,
  crowd: Crowd,
  size: number = CROWD_SIZE,
): Promise<{ leave: () => void }> {
  const client = createClient({ url, clusterId }, `crowd-${crowd}`, {
    lost: (error) => {
      throw new Error(`The crowd has lost its connection: ${error}`);
    },
  });
  const connected = await client.connect();
  if (connected.type !== 'ok') throw new Error(`The crowd cannot connect: ${connected.error}`);
  for (let first = 0; first < size; first += AT_ONCE) {
    const places = Array.from({ length: Math.min(AT_ONCE, size - first) }, (_, i) => first + i);
    await Promise.all(places.map((place) => join(client, crowd, `crowd.${place}`)));
  }
  return {
    leave: () => {
      client.destroy();
    },
  };
}

async function join(client: HarnessClient, crowd: Crowd, channel: string): Promise<void> {
  const outcome =
    crowd === 'channels'
      ? await client.publish(channel, 'there')
      : await client.subscribe(channel, { maxInFlight: 1, ackWaitMs: 30_000 }, () => undefined);
  if (outcome.type !== 'ok') throw new Error(`The crowd cannot join ${channel}: ${outcome.error}`);
}
