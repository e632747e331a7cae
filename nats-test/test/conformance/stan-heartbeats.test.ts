import { expect } from 'vitest';

import { conformance, type Stage } from './behaviour';

const behaviour = conformance('stan-heartbeats');

/** Seen dead after (interval 1 s + timeout 1 s) x (1 failure allowed + 1) = 4 s. */
const QUICK = { args: ['-hbi', '1s', '-hbt', '1s', '-hbf', '1'] };

async function clientIds({ target }: Stage): Promise<string[]> {
  const answer = await fetch(`${target.monitoringUrl}/streaming/clientsz`);
  const { clients } = (await answer.json()) as { clients: { id: string }[] };
  return clients.map((client) => client.id);
}

behaviour(
  'a heartbeat is an empty message with a reply subject to the heartbeat inbox, every interval',
  async ({ target, stan, settled }) => {
    const client = await stan();

    await target.elapse(900);
    expect(client.heartbeats).toHaveLength(0);
    await target.elapse(200);
    await settled(client);
    expect(client.heartbeats).toHaveLength(1);
    await target.elapse(1000);
    await settled(client);

    expect(client.heartbeats).toHaveLength(2);
    for (const heartbeat of client.heartbeats) {
      expect(heartbeat).toMatchObject({ subject: client.heartbeatInbox });
      expect(heartbeat.payload).toHaveLength(0);
      expect(heartbeat.reply).not.toBe('');
    }
  },
  QUICK,
);

behaviour(
  'a client that answers stays',
  async (stage) => {
    const client = await stage.stan();

    await stage.target.elapse(4500);

    expect(await clientIds(stage)).toEqual([client.clientId]);
  },
  QUICK,
);

behaviour(
  'a client that does not answer is closed after (interval + timeout) x (failures + 1), not before',
  async (stage) => {
    const client = await stage.stan({ answerHeartbeats: false });

    await stage.target.elapse(3700);
    expect(await clientIds(stage)).toEqual([client.clientId]);
    await stage.target.elapse(600);
    await stage.settled(client);

    expect(await clientIds(stage)).toEqual([]);
  },
  QUICK,
);

behaviour(
  'with the failure count 0 the first missed heartbeat closes the client',
  async (stage) => {
    const client = await stage.stan({ answerHeartbeats: false });

    await stage.target.elapse(1700);
    expect(await clientIds(stage)).toEqual([client.clientId]);
    await stage.target.elapse(600);
    await stage.settled(client);

    expect(await clientIds(stage)).toEqual([]);
  },
  { args: ['-hbi', '1s', '-hbt', '1s', '-hbf', '0'] },
);

behaviour(
  'one answer takes back all failures',
  async (stage) => {
    const client = await stage.stan({ answerHeartbeats: false });
    // Missed at 2 s; answered at 3 s; missed again at 5 s; and only at 7 s would it be too many.
    await stage.target.elapse(2500);
    client.answerHeartbeats = true;
    await stage.target.elapse(1000);
    client.answerHeartbeats = false;
    await stage.target.elapse(2500);

    expect(await clientIds(stage)).toEqual([client.clientId]);
  },
  QUICK,
);

behaviour(
  'a client whose connection is gone is closed as one that does not answer',
  async (stage) => {
    const client = await stage.stan();
    client.nats.destroy();

    await stage.target.elapse(4300);
    await stage.settled();

    expect(await clientIds(stage)).toEqual([]);
  },
  QUICK,
);

behaviour(
  'a client that stopped reading is closed, and others are not',
  async (stage) => {
    const frozen = await stage.stan();
    const healthy = await stage.stan();
    frozen.nats.freeze();

    await stage.target.elapse(4300);
    await stage.settled(healthy);

    expect(await clientIds(stage)).toEqual([healthy.clientId]);
  },
  QUICK,
);

behaviour(
  'the subscriptions of a client that was closed for its heartbeats are gone, its durables are offline',
  async ({ target, stan, settled }) => {
    const client = await stan({ answerHeartbeats: false });
    await client.subscribe('a');
    await client.subscribe('a', { durableName: 'd' });
    await target.elapse(4300);
    await settled(client);

    const answer = await fetch(`${target.monitoringUrl}/streaming/channelsz?channel=a&subs=1`);

    expect(((await answer.json()) as { subscriptions: unknown }).subscriptions).toMatchObject([
      { client_id: client.clientId, durable_name: 'd', is_offline: true },
    ]);
  },
  QUICK,
);

behaviour(
  'a ping from a client with failed heartbeats brings the next heartbeat at once',
  async ({ target, stan, settled }) => {
    const client = await stan({ answerHeartbeats: false });
    await target.elapse(2200);
    expect(client.heartbeats).toHaveLength(1);
    client.answerHeartbeats = true;

    await client.ping();
    await target.elapse(50);
    await settled(client);

    expect(client.heartbeats).toHaveLength(2);
  },
  QUICK,
);

behaviour(
  'redeliveries to a plain subscription wait while its client fails heartbeats',
  async ({ target, stan, settled }) => {
    const client = await stan({ answerHeartbeats: false });
    await target.elapse(1500);
    const subscription = await client.subscribe('a', { ackWaitInSecs: 1 });
    await client.publish('a');
    await subscription.next();

    // The heartbeat of 1 s fails at 2 s; the ack wait is over at 2.5 s.
    await target.elapse(1300);
    await settled(client);

    expect(subscription.deliveries).toHaveLength(0);
  },
  QUICK,
);

behaviour(
  'new messages are delivered to a plain subscription whose client fails heartbeats',
  async ({ target, stan }) => {
    const client = await stan({ answerHeartbeats: false });
    const subscription = await client.subscribe('a');
    await target.elapse(2300);

    await client.publish('a');

    expect(await subscription.takeSequences(1)).toEqual([1]);
  },
  QUICK,
);
