import { waitFor } from '../../support/wait-for';
import type { LessonServer } from '../../support/lesson-server';

/** What the tests look at in a channel. */
export interface ChannelView {
  readonly msgs: number;
  readonly subscriptions: readonly SubscriptionView[];
}

/** One subscription in `/streaming/channelsz`; an offline durable has no client ID. */
export interface SubscriptionView {
  readonly client_id: string;
  readonly queue_name: string;
  readonly is_offline: boolean;
  readonly last_sent: number;
  readonly pending_count: number;
}

/** IDs of the clients that the server knows now. */
export async function readClientIds(server: LessonServer): Promise<string[]> {
  const { clients } = (await readJson(`${server.monitoringUrl}/streaming/clientsz`)) as {
    clients: { id: string }[];
  };
  return clients.map((client) => client.id);
}

/** The channel `ticket:created`; one that is not there yet is empty. */
export async function readChannel(server: LessonServer): Promise<ChannelView> {
  const url = `${server.monitoringUrl}/streaming/channelsz?channel=ticket:created&subs=1`;
  const channel = (await readJson(url)) as Partial<ChannelView> | undefined;
  return { msgs: channel?.msgs ?? 0, subscriptions: channel?.subscriptions ?? [] };
}

/** Waits until `count` listeners are subscribed. */
export async function waitForListeners(server: LessonServer, count: number): Promise<void> {
  await waitFor(
    `${count} listeners`,
    async () => {
      const { subscriptions } = await readChannel(server);
      return subscriptions.filter((one) => !one.is_offline).length === count ? true : undefined;
    },
    15_000,
  );
}

/** Waits until the group was sent the channel up to `sequence`, and has acknowledged it all. */
export async function waitForAcknowledged(server: LessonServer, sequence: number): Promise<void> {
  await waitFor(`everything up to #${sequence} acknowledged`, async () => {
    const { subscriptions } = await readChannel(server);
    const isDone =
      subscriptions.some((one) => one.last_sent === sequence) &&
      subscriptions.every((one) => one.pending_count === 0);
    return isDone ? true : undefined;
  });
}

/** Undefined for what the server says is not there. */
async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.status === 404 ? undefined : response.json();
}
