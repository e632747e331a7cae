import { expect } from 'vitest';

import { StartPosition, wire } from '../support/stan-wire';
import { conformance } from './behaviour';

const behaviour = conformance('stan-client-close');

behaviour('close is answered with an empty message', async ({ stan }) => {
  expect(await (await stan()).close()).toHaveLength(0);
});

behaviour('close of an unknown client: stan: unknown clientID', async ({ stan }) => {
  const client = await stan();

  expect(await client.close('nobody')).toEqual(
    wire.closeResponse.encode({ error: 'stan: unknown clientID' }),
  );
});

behaviour('a second close: stan: unknown clientID', async ({ stan }) => {
  const client = await stan();
  await client.close();

  expect(wire.closeResponse.decode(await client.close()).error).toBe('stan: unknown clientID');
});

behaviour('a close that is no protobuf is refused', async ({ stan }) => {
  const client = await stan();

  const answer = await client.nats.request(client.server.closeRequests, 'garbage');

  expect(wire.closeResponse.decode(answer).error).toBe('stan: invalid close request');
});

behaviour('anybody may close a client: its ID is all that is asked for', async ({ stan }) => {
  const client = await stan();
  const other = await stan();

  expect(await other.close(client.clientId)).toHaveLength(0);

  expect(wire.pingResponse.decode(await client.ping()).error).not.toBe('');
});

behaviour('close takes the subscriptions along', async ({ stan, settled }) => {
  const client = await stan();
  const publisher = await stan();
  const subscriptions = [await client.subscribe('a'), await client.subscribe('a', { qGroup: 'q' })];
  await client.close();

  await publisher.publish('a');
  await settled(client, publisher);

  expect(subscriptions.map((subscription) => subscription.deliveries.length)).toEqual([0, 0]);
});

behaviour('close ends redeliveries', async ({ target, stan, settled }) => {
  const client = await stan();
  const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
  await client.publish('a');
  await subscription.next();
  await client.close();

  await target.elapse(1300);
  await settled(client);

  expect(subscription.deliveries).toHaveLength(0);
});

behaviour("close leaves the client's other NATS traffic alone", async ({ stan }) => {
  const client = await stan();
  await client.close();
  client.nats.send('SUB core 1\r\nPUB core 0\r\n\r\n');

  expect(await client.nats.flushLines()).toEqual(['MSG core 1 0']);
});

behaviour('everything that a client published before its close is stored', async ({ stan }) => {
  const client = await stan();
  const reader = await stan();
  for (let count = 0; count < 200; count++) {
    client.nats.publish(`${client.server.pubPrefix}.a`, client.encodePubMsg('a', 'x'));
  }
  await client.close();

  const subscription = await reader.subscribe('a', { startPosition: StartPosition.first });

  expect(await subscription.takeSequences(200)).toHaveLength(200);
});

behaviour('acks sent before the close are dealt with before it', async ({ stan, settled }) => {
  const client = await stan({ clientId: 'comes-back' });
  const subscription = await client.subscribe('a', { durableName: 'd' });
  await client.publishAll('a', ['1', '2', '3']);
  for (const { sequence } of await subscription.take(3)) subscription.ack(sequence);
  await client.close();

  const back = await stan({ clientId: 'comes-back' });
  const resumed = await back.subscribe('a', { durableName: 'd' });
  await settled(back);

  expect(resumed.deliveries).toHaveLength(0);
});

behaviour(
  'a dropped TCP connection does not close the client: its subscription takes part until heartbeats fail',
  async ({ target, stan }) => {
    const client = await stan();
    await client.subscribe('a');
    client.nats.destroy();
    await target.settle();

    const answer = await fetch(`${target.monitoringUrl}/streaming/clientsz`);

    expect(await answer.json()).toMatchObject({ count: 1, clients: [{ id: client.clientId }] });
  },
);
