import { createClient } from '../client/stan-client';
import { callOn, SILENT } from './call-on';
import type { Stage, StagedClient, StagedSubscription } from './stage';

/**
 * Leaves nothing behind on a server that goes on: durable subscriptions are deleted, clients say
 * goodbye, connections end. Does what it can when the server does not answer any more.
 */
export async function clearStage(stage: Stage): Promise<void> {
  stage.isOver = true;
  await dropSilent(stage);
  if (!(await isServerThere(stage))) {
    // Nobody would hear a goodbye, and each would take as long as it took to find that out.
    for (const client of stage.clients.values()) await abandon(client);
    return;
  }
  for (const durable of durablesOf(stage)) await deleteDurable(stage, durable);
  await Promise.all([...stage.clients.values()].map((client) => dismiss(stage, client)));
}

/** Lets go of clients whose connection does not answer, so that others may have their IDs. */
async function dropSilent({ clientsUp }: Stage): Promise<void> {
  await Promise.all(
    clientsUp.map(async (staged) => {
      staged.isConnected = (await staged.client.roundTrip()).type === 'ok';
      if (!staged.isConnected) staged.client.destroy();
    }),
  );
}

async function isServerThere(stage: Stage): Promise<boolean> {
  if (stage.clientsUp.length > 0) return true;
  const clientId = `nats-test-${stage.runId}-${stage.scenario.name}-last`;
  return (await callOn(stage.connection, clientId)).type === 'ok';
}

async function abandon({ client, relay }: StagedClient): Promise<void> {
  client.destroy();
  await relay?.close();
}

/** The latest subscription of each durable that was not unsubscribed. */
function durablesOf(stage: Stage): StagedSubscription[] {
  const latest = new Map<string, StagedSubscription>();
  for (const subscription of stage.subscriptions.values()) {
    const { terms, client } = subscription;
    if (terms.durable === undefined) continue;
    const key = JSON.stringify([client.client.clientId, terms.durable, terms.queue]);
    latest.set(key, subscription);
  }
  return [...latest.values()].filter(({ isDeleted }) => !isDeleted);
}

async function deleteDurable(stage: Stage, subscription: StagedSubscription): Promise<void> {
  const { client, handle, isClosed } = subscription;
  if (client.isConnected && !isClosed && handle) {
    const outcome = await handle.unsubscribe();
    if (outcome.type === 'ok') return;
  }
  // It is offline: only its own client can delete it, by taking it up once more.
  const again = client.isConnected
    ? client.client
    : createClient(stage.connection, client.client.clientId, SILENT);
  const isUp = client.isConnected || (await again.connect()).type === 'ok';
  if (isUp) {
    const { channel, terms } = subscription;
    const resumed = await again.subscribe(channel, terms, (delivery) => void delivery.ack());
    await resumed.subscription?.unsubscribe();
  }
  if (!client.isConnected) {
    if (isUp) await again.disconnect();
    again.destroy();
  }
}

async function dismiss(stage: Stage, client: StagedClient): Promise<void> {
  const isIdShared = [...stage.clients.values()].some(
    (other) => other !== client && other.client.clientId === client.client.clientId,
  );
  // A frozen one may say goodbye now, unless that would take its ID from another.
  if (client.isFrozen && !isIdShared) client.relay?.thaw();
  if (client.isConnected && !(client.isFrozen && isIdShared)) await client.client.disconnect();
  await abandon(client);
}
