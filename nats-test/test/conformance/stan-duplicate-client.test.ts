import { expect } from 'vitest';

import { conformance, type Stage } from './behaviour';
import { requestConnect, StanClient, uniqueId } from './stan-client';

const behaviour = conformance('stan-duplicate-client');

const TAKEN = 'stan: clientID already registered';

/** A client that replaces one which does not answer: the server asks that one and waits 500 ms. */
async function replace(stage: Stage, clientId: string): Promise<StanClient> {
  const connection = await stage.nats();
  const connected = StanClient.connect(connection, stage.target.clusterId, { clientId });
  await connection.flush();
  await stage.target.elapse(600);
  return connected;
}

behaviour('a client ID is refused while its owner answers heartbeats', async ({ stan }) => {
  const clientId = uniqueId('client');
  await stan({ clientId });

  await expect(stan({ clientId })).rejects.toThrow(TAKEN);
});

behaviour(
  'the owner is asked at once: the refusal does not wait for a heartbeat interval',
  async ({ stan }) => {
    const clientId = uniqueId('client');
    const owner = await stan({ clientId });

    await expect(stan({ clientId })).rejects.toThrow(TAKEN);

    expect(owner.heartbeats).toHaveLength(1);
    expect(owner.heartbeats[0]?.payload).toHaveLength(0);
  },
);

behaviour('the owner goes on undisturbed after the refusal', async ({ stan }) => {
  const clientId = uniqueId('client');
  const owner = await stan({ clientId });
  await expect(stan({ clientId })).rejects.toThrow(TAKEN);

  expect(await owner.ping()).toHaveLength(0);
  expect((await owner.publish('a')).error).toBe('');
});

behaviour('an owner that does not answer within half a second is replaced', async (stage) => {
  const clientId = uniqueId('client');
  await stage.stan({ clientId, answerHeartbeats: false });

  const replacement = await replace(stage, clientId);

  expect(await replacement.ping()).toHaveLength(0);
});

behaviour('an owner has half a second to answer', async ({ target, nats, stan }) => {
  const clientId = uniqueId('client');
  await stan({ clientId, answerHeartbeats: false });
  const connection = await nats();
  let answered = false;

  const answer = requestConnect(connection, target.clusterId, {
    clientID: clientId,
    heartbeatInbox: 'inbox',
  });
  void answer.then(() => {
    answered = true;
  });
  await connection.flush();
  await target.elapse(400);
  expect(answered).toBe(false);
  await target.elapse(200);

  expect((await answer).error).toBe('');
});

behaviour('a client that was replaced can no longer ping', async (stage) => {
  const clientId = uniqueId('client');
  const owner = await stage.stan({ clientId, answerHeartbeats: false });
  await replace(stage, clientId);

  const answer = await owner.ping();

  // PingResponse with field 1, the error.
  expect(answer.subarray(2).toString()).toBe('client has been replaced or is no longer registered');
});

behaviour('a client that was replaced can no longer publish', async (stage) => {
  const clientId = uniqueId('client');
  const owner = await stage.stan({ clientId, answerHeartbeats: false });
  await replace(stage, clientId);

  expect((await owner.publish('a')).error).toBe('stan: invalid publish request');
});

behaviour('the subscriptions of a client that was replaced are gone', async (stage) => {
  const clientId = uniqueId('client');
  const owner = await stage.stan({ clientId, answerHeartbeats: false });
  const subscription = await owner.subscribe('a');
  const replacement = await replace(stage, clientId);

  await replacement.publish('a');
  await stage.settled(owner, replacement);

  expect(subscription.deliveries).toHaveLength(0);
});

behaviour('a replacement may resume the durable of the client that it replaced', async (stage) => {
  const clientId = uniqueId('client');
  const owner = await stage.stan({ clientId, answerHeartbeats: false });
  await owner.subscribe('a', { durableName: 'd' });
  await owner.publish('a', 'missed');
  const replacement = await replace(stage, clientId);

  const resumed = await replacement.subscribe('a', { durableName: 'd' });

  expect((await resumed.next()).data.toString()).toBe('missed');
});

behaviour(
  'while one newcomer waits for the owner to answer, another is refused at once',
  async (stage) => {
    const clientId = uniqueId('client');
    await stage.stan({ clientId, answerHeartbeats: false });
    const first = await stage.nats();
    const connected = StanClient.connect(first, stage.target.clusterId, { clientId });
    await first.flush();

    await expect(stage.stan({ clientId })).rejects.toThrow(TAKEN);

    await stage.target.elapse(600);
    expect(await (await connected).ping()).toHaveLength(0);
  },
);

behaviour('a client ID is free again as soon as its owner closed', async ({ stan }) => {
  const clientId = uniqueId('client');
  const owner = await stan({ clientId });
  await owner.close();

  expect(await (await stan({ clientId })).ping()).toHaveLength(0);
  expect(owner.heartbeats).toHaveLength(0);
});

behaviour('client IDs are case sensitive', async ({ stan }) => {
  const clientId = uniqueId('client');
  await stan({ clientId });

  expect(await (await stan({ clientId: clientId.toUpperCase() })).ping()).toHaveLength(0);
});
