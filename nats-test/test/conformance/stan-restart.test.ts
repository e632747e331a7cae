import { expect } from 'vitest';

import { StartPosition } from '../support/stan-wire';
import { waitFor } from '../support/wait-for';
import { conformance, type Stage } from './behaviour';
import { getJson, getSubscriptions } from './monitoring-client';
import { sequencesOf, StanClient, textsOf, type Delivery } from './stan-client';

const behaviour = conformance('stan-restart');

/** With a store that outlives the server. */
const KEPT = { keepsStore: true };
const FROM_FIRST = { startPosition: StartPosition.first };

/** Sequence, flag and count of each. */
const redeliveriesOf = (deliveries: readonly Delivery[]): unknown[] =>
  deliveries.map(({ sequence, redelivered, redeliveryCount }) => [
    sequence,
    redelivered,
    redeliveryCount,
  ]);

/**
 * Has the real server write down what it holds back in memory of a channel's deliveries and acks: it
 * does so with the next message there, and loses the rest when it is killed.
 */
async function writeDown(stage: Stage, client: StanClient, channel: string): Promise<void> {
  await stage.settled(client);
  await client.publish(channel, 'has it written down');
}

behaviour('with a memory store everything is gone', async ({ target, stan, nats }) => {
  const before = await stan();
  await before.subscribe('a', { durableName: 'd' });
  await before.publish('a', '1');

  await target.restart();

  expect((await getJson(target, '/streaming/channelsz'))['names']).toBeUndefined();
  expect((await getJson(target, '/streaming/clientsz'))['clients']).toEqual([]);
  // The subjects are new ones: whoever was there before publishes into nothing.
  await before.moveTo(await nats());
  await expect(
    before.nats.request(`${before.server.pubPrefix}.a`, before.encodePubMsg('a'), 300),
  ).rejects.toThrow('an answer on');
});

behaviour(
  'all connections are cut',
  async ({ target, stan }) => {
    const client = await stan();

    await target.restart();

    await client.nats.readToEnd();
  },
  KEPT,
);

behaviour(
  'the NATS server is another one, and calls itself so',
  async ({ target, nats }) => {
    const serverId = async (): Promise<unknown> =>
      (await getJson(target, '/streaming/serverz'))['server_id'];
    const before = await serverId();

    await target.restart();
    await nats();

    expect(await serverId()).not.toBe(before);
  },
  KEPT,
);

behaviour(
  'messages come back, and the next one has the next sequence',
  async ({ target, stan }) => {
    await (await stan()).publishAll('a', ['1', '2', '3']);

    await target.restart();
    const client = await stan();
    await client.publish('a', '4');
    const subscription = await client.subscribe('a', FROM_FIRST);
    const deliveries = await subscription.take(4);

    expect(textsOf(deliveries)).toEqual(['1', '2', '3', '4']);
    expect(deliveries.map(({ sequence, redelivered }) => [sequence, redelivered])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
    ]);
  },
  KEPT,
);

behaviour(
  'timestamps stay as they are, and later ones are larger',
  async ({ target, stan }) => {
    await (await stan()).publishAll('a', ['1', '2', '3']);

    await target.restart();
    const client = await stan();
    await client.publish('a', '4');
    const deliveries = await (await client.subscribe('a', FROM_FIRST)).take(4);

    const timestamps = deliveries.map(({ timestamp }) => timestamp);
    expect(timestamps).toEqual([...timestamps].sort((a, b) => Number(a - b)));
    expect(new Set(timestamps).size).toBe(4);
  },
  KEPT,
);

behaviour(
  'a client that comes back on another connection goes on: same subjects, same ID',
  async ({ target, stan, nats }) => {
    const client = await stan();
    await target.restart();
    await client.moveTo(await nats());

    expect((await client.publish('a', 'x')).error).toBe('');
    expect(await client.ping()).toHaveLength(0);
    await expect(stan({ clientId: client.clientId })).rejects.toThrow(
      'stan: clientID already registered',
    );
  },
  KEPT,
);

behaviour(
  'a client that does not come back makes room for a new one of its ID',
  async ({ target, stan, nats }) => {
    const { clientId } = await stan();
    await target.restart();

    const connection = await nats();
    const connecting = StanClient.connect(connection, target.clusterId, { clientId });
    await connection.flush();
    await target.elapse(600);

    expect((await connecting).server.error).toBe('');
  },
  KEPT,
);

behaviour(
  'clients are asked for heartbeats: who answers stays, who has gone is evicted',
  async ({ target, stan, nats }) => {
    const stays = await stan({ clientId: 'stays' });
    await stan({ clientId: 'goes' });
    await target.restart();
    await stays.moveTo(await nats());
    const clientIds = async (): Promise<string[]> =>
      (await getJson<{ clients: { id: string }[] }>(target, '/streaming/clientsz')).clients
        .map(({ id }) => id)
        .sort();
    const before = await clientIds();

    await target.elapse(2500);

    expect(before).toEqual(['goes', 'stays']);
    await waitFor('the client that has gone is evicted', async () =>
      (await clientIds()).length === 1 ? true : undefined,
    );
    expect(await clientIds()).toEqual(['stays']);
    expect(stays.heartbeats.length).toBeGreaterThan(0);
  },
  { ...KEPT, args: ['-hbi', '500ms', '-hbt', '500ms', '-hbf', '1'] },
);

behaviour(
  'a plain subscription of a client that comes back goes on with what is published then',
  async ({ target, stan, nats }) => {
    const client = await stan();
    const subscription = await client.subscribe('a');
    await client.publish('a', 'before');
    subscription.ack((await subscription.next()).sequence);
    await target.restart();
    await client.moveTo(await nats(), subscription);

    await client.publish('a', 'after');

    const deliveries = await subscription.take(1);
    expect(textsOf(deliveries)).toEqual(['after']);
    expect(redeliveriesOf(deliveries)).toEqual([[2, false, 0]]);
  },
  KEPT,
);

behaviour(
  'what was not acknowledged comes again when its ack wait is over, with a count from 1',
  async (stage) => {
    const { target, stan, nats } = stage;
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 3 });
    await client.publishAll('a', ['1', '2', '3']);
    await subscription.take(3);
    subscription.ack(2);
    // Twice before the restart, which forgets how often.
    await target.elapse(6500);
    await subscription.take(4);
    await writeDown(stage, client, 'a');
    await subscription.take(1);
    await target.restart();
    await client.moveTo(await nats(), subscription);

    await target.elapse(3200);

    const deliveries = await subscription.take(2);
    // The first time it went out when the server started and nobody was there.
    expect(redeliveriesOf(deliveries)).toEqual([
      [1, true, 2],
      [3, true, 2],
    ]);
  },
  KEPT,
);

behaviour(
  'what is not due yet waits until its ack wait is over, counted from when it was published',
  async ({ target, stan, nats }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 3 });
    await client.publish('a', '1');
    await subscription.take(1);
    await target.restart();
    await client.moveTo(await nats(), subscription);

    await target.elapse(3200);

    expect(redeliveriesOf(await subscription.take(1))).toEqual([[1, true, 1]]);
  },
  KEPT,
);

behaviour(
  'what was acknowledged does not come again',
  async (stage) => {
    const { target, stan, nats } = stage;
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publishAll('a', ['1', '2']);
    await subscription.take(2);
    subscription.ack(1);
    await writeDown(stage, client, 'a');
    await subscription.take(1);
    await target.restart();
    await client.moveTo(await nats(), subscription);

    await target.elapse(2500);

    await waitFor('what was not acknowledged comes again', () =>
      sequencesOf(subscription.deliveries).includes(2) ? true : undefined,
    );
    expect(sequencesOf(subscription.deliveries)).not.toContain(1);
  },
  KEPT,
);

behaviour(
  'an ack after the restart counts for what was delivered before',
  async ({ target, stan, nats, settled }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { ackWaitInSecs: 3 });
    await client.publish('a', '1');
    await subscription.take(1);
    await target.restart();
    await client.moveTo(await nats(), subscription);

    subscription.ack(1);
    await settled(client);
    await target.elapse(3500);

    expect(subscription.deliveries).toEqual([]);
    expect((await getSubscriptions(target, 'a')).map((it) => it.pending_count)).toEqual([0]);
  },
  KEPT,
);

behaviour(
  'a subscription at its max in flight stays so, and goes on with an ack',
  async ({ target, stan, nats }) => {
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 2 });
    await client.publishAll('a', ['1', '2', '3', '4']);
    await subscription.take(2);
    await target.restart();
    await client.moveTo(await nats(), subscription);
    const [monitored] = await getSubscriptions(target, 'a');

    subscription.ack(1);

    expect(monitored).toMatchObject({ is_stalled: true, pending_count: 2, last_sent: 2 });
    expect(redeliveriesOf(await subscription.take(1))).toEqual([[3, false, 0]]);
  },
  KEPT,
);

behaviour(
  'a subscription that has as many pending as it may shows as stalled, with nothing to send',
  async (stage) => {
    const { target, stan } = stage;
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 2 });
    await client.publishAll('a', ['1', '2']);
    await subscription.take(2);
    // With a new subscription the real server writes down what it holds back of the channel.
    await client.subscribe('a');

    await target.restart();

    const monitored = (await getSubscriptions(target, 'a')).find(
      ({ inbox }) => inbox === subscription.inbox,
    );
    expect(monitored).toMatchObject({ is_stalled: true, pending_count: 2 });
  },
  KEPT,
);

behaviour(
  'a channel that nobody uses is deleted when its time has passed since the restart',
  async ({ target, stan }) => {
    await (await stan()).publish('a', '1');
    await target.restart();
    const names = async (): Promise<unknown> =>
      (await getJson(target, '/streaming/channelsz'))['names'];
    const before = await names();

    await target.elapse(2000);

    expect(before).toEqual(['a']);
    await waitFor('the channel is deleted', async () =>
      (await names()) === undefined ? true : undefined,
    );
  },
  { ...KEPT, args: ['-mi', '2s'] },
);

behaviour(
  'a durable that was closed is offline, and goes on where it was',
  async ({ target, stan }) => {
    const before = await stan({ clientId: 'me' });
    const durable = await before.subscribe('a', { durableName: 'd', maxInFlight: 2 });
    await before.publishAll('a', ['1', '2', '3']);
    await durable.take(2);
    durable.ack(1);
    await durable.next();
    await durable.close();
    await before.publish('a', '4');
    await before.close();
    await target.restart();
    const offline = await getSubscriptions(target, 'a');

    const after = await (
      await stan({ clientId: 'me' })
    ).subscribe('a', { durableName: 'd', startPosition: StartPosition.newOnly });

    expect(offline).toHaveLength(1);
    expect(offline[0]).toMatchObject({
      client_id: 'me',
      durable_name: 'd',
      is_durable: true,
      is_offline: true,
      last_sent: 3,
      pending_count: 2,
    });
    expect(redeliveriesOf(await after.take(3))).toEqual([
      [2, true, 1],
      [3, true, 1],
      [4, false, 0],
    ]);
  },
  KEPT,
);

behaviour(
  'what a resumed durable has again is due an ack wait later',
  async ({ target, stan }) => {
    const before = await stan({ clientId: 'me' });
    const durable = await before.subscribe('a', { durableName: 'd', ackWaitInSecs: 4 });
    await before.publish('a', '1');
    await durable.take(1);
    await before.close();
    await target.elapse(1000);
    await target.restart();
    const client = await stan({ clientId: 'me' });
    const after = await client.subscribe('a', { durableName: 'd', ackWaitInSecs: 4 });
    const first = await after.take(1);
    await target.elapse(3000);
    const early = after.deliveries.length;

    await target.elapse(1200);

    expect(redeliveriesOf(first)).toEqual([[1, true, 1]]);
    expect(early).toBe(0);
    expect(redeliveriesOf(await after.take(1, 300))).toEqual([[1, true, 2]]);
  },
  KEPT,
);

behaviour(
  'a durable whose client is still registered is taken',
  async ({ target, stan, nats }) => {
    const client = await stan();
    const durable = await client.subscribe('a', { durableName: 'd' });
    await target.restart();
    await client.moveTo(await nats(), durable);

    await expect(client.subscribe('a', { durableName: 'd' })).rejects.toThrow(
      'stan: duplicate durable registration',
    );
    await client.publish('a', '1');
    expect(textsOf(await durable.take(1))).toEqual(['1']);
  },
  KEPT,
);

behaviour(
  'a durable that was unsubscribed does not come back',
  async ({ target, stan }) => {
    const client = await stan();
    await client.publish('a', '1');
    await (await client.subscribe('a', { durableName: 'd', ...FROM_FIRST })).unsubscribe();

    await target.restart();

    expect(await getSubscriptions(target, 'a')).toEqual([]);
  },
  KEPT,
);

behaviour(
  'a client that was closed does not come back, nor do its subscriptions',
  async ({ target, stan }) => {
    const client = await stan();
    await client.subscribe('a');
    await client.subscribe('a', { qGroup: 'q' });
    await client.close();

    await target.restart();

    expect((await getJson(target, '/streaming/clientsz'))['clients']).toEqual([]);
    expect(await getSubscriptions(target, 'a')).toEqual([]);
  },
  KEPT,
);

behaviour(
  'a durable queue group without members goes on where it was',
  async ({ target, stan }) => {
    const before = await stan();
    const group = { durableName: 'd', qGroup: 'q' };
    const member = await before.subscribe('a', group);
    await before.publishAll('a', ['1', '2']);
    await member.take(2);
    member.ack(1);
    await member.close();
    await before.publish('a', '3');
    await before.close();
    await target.restart();
    const offline = await getSubscriptions(target, 'a');

    const after = await (await stan()).subscribe('a', group);

    expect(offline).toHaveLength(1);
    expect(offline[0]).toMatchObject({
      client_id: '',
      queue_name: 'd:q',
      is_durable: true,
      is_offline: true,
      last_sent: 2,
      pending_count: 1,
    });
    expect(redeliveriesOf(await after.take(2))).toEqual([
      [2, true, 1],
      [3, false, 0],
    ]);
  },
  KEPT,
);

behaviour(
  'the members of a queue group each have again what was theirs, and share what is new',
  async ({ target, stan, nats }) => {
    const client = await stan();
    const group = { qGroup: 'q', ackWaitInSecs: 3 };
    const members = [await client.subscribe('a', group), await client.subscribe('a', group)];
    await client.publishAll('a', ['1', '2', '3', '4']);
    const had = await Promise.all(members.map((member) => member.takeSequences(2)));
    await target.restart();
    await client.moveTo(await nats(), ...members);

    const pending = (await getSubscriptions(target, 'a')).map((it) => it.pending_count);
    await client.publishAll('a', ['5', '6']);
    for (const member of members) {
      await member.take(1);
      member.ack(5);
      member.ack(6);
    }
    // What they had is acknowledged by whom it was sent to.
    members.forEach((member, i) => {
      for (const sequence of had[i] ?? []) member.ack(sequence);
    });
    await target.elapse(3500);

    expect(pending).toEqual([2, 2]);
    expect(members.flatMap((member) => sequencesOf(member.deliveries))).toEqual([]);
  },
  KEPT,
);

behaviour(
  'a queue group is as far as it was, though the member that had the last message left',
  async (stage) => {
    const { target, stan, settled } = stage;
    const client = await stan();
    const group = { qGroup: 'q' };
    const members = [await client.subscribe('a', group), await client.subscribe('a', group)];
    await client.publishAll('a', ['1', '2']);
    const taken = await Promise.all(members.map((member) => member.next()));
    taken.forEach(({ sequence }, i) => members[i]?.ack(sequence));
    await settled(client);
    const last = taken.findIndex(({ sequence }) => sequence === 2);
    const [leaving] = members.splice(last, 1);
    await leaving?.close();
    await writeDown(stage, client, 'a');
    await members[0]?.take(1);

    await target.restart();

    // The third message alone: the second was acknowledged by who has left.
    await waitFor('the group is where it was', async () =>
      (await getSubscriptions(target, 'a'))[0]?.last_sent === 3 ? true : undefined,
    );
    expect((await getSubscriptions(target, 'a')).map((it) => it.pending_count)).toEqual([1]);
  },
  KEPT,
);

behaviour(
  'a second restart brings back what the first one had',
  async (stage) => {
    const { target, stan, nats } = stage;
    const client = await stan();
    const subscription = await client.subscribe('a', { maxInFlight: 2 });
    await client.publishAll('a', ['1', '2', '3']);
    await subscription.take(2);
    await target.restart();
    await client.moveTo(await nats(), subscription);
    subscription.ack(1);
    await subscription.take(1);
    await writeDown(stage, client, 'a');
    await target.restart();
    await client.moveTo(await nats(), subscription);

    const [monitored] = await getSubscriptions(target, 'a');
    expect(monitored).toMatchObject({ pending_count: 2, last_sent: 3, is_stalled: true });
  },
  KEPT,
);
