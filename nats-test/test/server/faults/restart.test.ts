import { connect } from 'node-nats-streaming';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';

import { startServer, virtualClock, type VirtualClock } from '../../../src/index';
import { sequencesOf, StanClient, type StanSubscription } from '../../conformance/stan-client';
import { openServer, publish, readMonitoring, subscribe } from '../../support/embedded-stage';
import { openFaultStage } from '../../support/fault-stage';
import { RawNatsClient } from '../../support/raw-nats-client';
import { within } from '../../support/wait-for';

/*
 * What comes back is held against the real server in test/conformance/stan-restart.test.ts.
 */
describe('restart', () => {
  it('keeps the server where it was, and its clock', async () => {
    const { client, faults, server } = await openFaultStage();
    const { url, port, monitoringUrl } = server;
    await server.advance('1m');

    await faults.restart();
    await client('one');

    expect([server.url, server.port, server.monitoringUrl]).toEqual([url, port, monitoringUrl]);
    expect(server.clock.nowMs()).toBe(60_000);
    const { uptime } = await readMonitoring(server, '/streaming/serverz');
    expect(uptime).toBe('0s');
  });

  it('forgets everything when nothing else is said', async () => {
    const { client, clientIds, faults, server } = await openFaultStage();
    await (await client('one')).publish('a');

    await faults.restart();

    expect(await clientIds()).toEqual([]);
    expect((await readMonitoring(server, '/streaming/channelsz'))['names']).toBeUndefined();
  });

  it('says in the log what the real server says', async () => {
    const lines: string[] = [];
    await using server = await startServer({ args: ['-T=false'], log: (line) => lines.push(line) });
    const withoutNumbers = (): string[] =>
      lines
        .splice(0)
        .map((line) => line.replace(/^\[\d+\] /, '').replace(/ [A-Za-z0-9]{22,}$/, ''));
    const first = withoutNumbers();

    await server.faults.restart();
    const empty = withoutNumbers();
    await server.faults.restart({ keepStore: true });

    expect(empty).toEqual(first);
    expect(withoutNumbers()).toEqual(
      first.map((line) => line.replace('No recovered state', 'Recovered 0 channel(s)')),
    );
  });

  it('redelivers in the order of publishing, though time goes on while it comes back', async () => {
    const clock = virtualClock();
    let readings = 0n;
    const server = await openServer({
      clock: { ...clock, wallNs: () => clock.wallNs() + 1_000_000n * readings++ },
    });
    const connectNats = async (): Promise<RawNatsClient> => {
      const connection = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
      onTestFinished(() => connection.destroy());
      return connection;
    };
    const one = await StanClient.connect(await connectNats(), server.clusterId);
    const subscription = await one.subscribe('a', { ackWaitInSecs: 2 });
    await one.publishAll('a', ['1', '2', '3']);
    await subscription.take(3);
    await server.faults.restart({ keepStore: true });
    await one.moveTo(await connectNats(), subscription);

    await server.advance(2500);

    expect(sequencesOf(await subscription.take(3))).toEqual([1, 2, 3]);
  });

  it('lets time pass as before: ack waits, heartbeats, ages', async () => {
    const { client, faults, nats, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 2 });
    await one.publish('a');
    await subscription.take(1);
    await faults.restart({ keepStore: true });
    await one.moveTo(await nats(), subscription);

    await server.advance(1999);
    const early = sequencesOf(subscription.deliveries);
    await server.advance(1);
    const due = sequencesOf(subscription.deliveries);
    subscription.ack(1);
    await server.advance('10m');

    expect([early, due]).toEqual([[], [1]]);
    expect(one.heartbeats.length).toBeGreaterThan(100);
  });

  it('goes on with faults of deliveries and acks, and loses what they held back', async () => {
    const { client, faults, nats, server, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 30 });
    const delayed = faults.deliveries.delay(1000, { sequence: 1 });
    const dropped = faults.deliveries.drop({ sequence: 2 });
    await one.publish('a', '1');
    await faults.restart({ keepStore: true });
    await one.moveTo(await nats(), subscription);

    await one.publishAll('a', ['2', '3']);
    await settle();
    await server.advance(2000);

    expect(sequencesOf(subscription.deliveries)).toEqual([3]);
    expect([delayed.active, delayed.struck, dropped.struck]).toEqual([true, 1, 1]);
  });

  it('sends what a subscription had not had yet because its connection was congested', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    await one.subscribe('a', { maxInFlight: 1000 });
    const other = await client('other');
    faults.freeze('one');
    for (let i = 0; i < 20; i++) await other.publish('a', Buffer.alloc(1_000_000));
    const lastSent = async (): Promise<unknown> => {
      const page = await readMonitoring(server, '/streaming/channelsz?channel=a&subs=1');
      return (page['subscriptions'] as { last_sent: number }[])[0]?.last_sent;
    };
    const before = await lastSent();

    await faults.restart({ keepStore: true });
    await server.advance(0);

    expect(before).toBeLessThan(20);
    expect(await lastSent()).toBe(20);
  });

  it('knows how far a queue group was, though the member that had the last message left', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    const members = [
      await one.subscribe('a', { qGroup: 'q' }),
      await one.subscribe('a', { qGroup: 'q' }),
    ];
    await one.publishAll('a', ['1', '2']);
    const leaving: StanSubscription[] = [];
    for (const member of members) {
      const { sequence } = await member.next();
      member.ack(sequence);
      if (sequence === 2) leaving.push(member);
    }
    await settle();
    await leaving[0]?.close();

    await faults.restart({ keepStore: true });
    await settle();

    const page = await readMonitoring(server, '/streaming/channelsz?channel=a&subs=1');
    expect(leaving).toHaveLength(1);
    expect(page['subscriptions']).toMatchObject([{ last_sent: 2, pending_count: 0 }]);
  });

  it('ends the freezing of connections, which are no more', async () => {
    const { client, faults } = await openFaultStage();
    const one = await client('one');
    const fault = faults.freeze('one');

    await faults.restart({ keepStore: true });

    await one.nats.readToEnd();
    expect(fault.active).toBe(false);
    expect(() => faults.freeze('one')).toThrow("client 'one' is registered but has no connection");
  });

  it('may be asked for twice at once', async () => {
    const { client, faults } = await openFaultStage();

    await Promise.all([faults.restart(), faults.restart({ keepStore: true })]);

    expect((await (await client('one')).publish('a')).error).toBe('');
  });

  it('has node-nats-streaming reconnect and go on, its pending message first', async () => {
    const { faults, server } = await openFaultStage();
    const client = connect(server.clusterId, 'me', {
      url: server.url,
      reconnect: true,
      reconnectTimeWait: 1,
    });
    client.on('error', () => undefined);
    await within('connect', once(client, 'connect'));
    const got: [number, boolean][] = [];
    const options = client.subscriptionOptions().setManualAckMode(true).setAckWait(1000);
    await subscribe(client, 'a', options, (message) => {
      got.push([message.getSequence(), message.isRedelivered()]);
      if (message.isRedelivered()) message.ack();
    });
    await publish(client, 'a', 'x');
    const reconnected = once(client, 'reconnect');

    await faults.restart({ keepStore: true });
    await within('reconnect', reconnected);
    await publish(client, 'a', 'y');
    await server.advance(1000);
    const closed = once(client, 'close');
    client.close();
    await closed;

    expect(got).toEqual([
      [1, false],
      [2, false],
      [1, true],
      [2, true],
    ]);
  });

  it('is refused when the server has been stopped', async () => {
    const { faults, server } = await openFaultStage();
    await server.stop();

    await expect(faults.restart()).rejects.toThrow(
      'the server has been stopped: start another one with startServer()',
    );
  });

  it('leaves no timer of the server before', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    await one.publishAll('a', ['1', '2']);
    await subscription.take(2);
    faults.deliveries.delay('1h');
    await one.publish('a');

    await faults.restart();

    expect((server.clock as VirtualClock).nextDueMs()).toBeUndefined();
  });

  it('keeps the ages of messages: they expire when they would have', async () => {
    await using server = await startServer({
      clock: virtualClock(),
      limits: { ageMsMax: 60_000 },
    });
    const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    await (await StanClient.connect(nats, server.clusterId)).publish('a');
    const messages = async (): Promise<unknown> =>
      (await readMonitoring(server, '/streaming/channelsz?channel=a'))['msgs'];
    await server.advance(30_000);
    await server.faults.restart({ keepStore: true });

    await server.advance(29_999);
    const before = await messages();
    await server.advance(1);

    expect([before, await messages()]).toEqual([1, 0]);
  });
});
