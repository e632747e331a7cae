import { describe, expect, it } from 'vitest';

import { sequencesOf } from '../../conformance/stan-client';
import { openFaultStage } from '../../support/fault-stage';

describe('a dropped ack', () => {
  it('is never seen: the message comes again', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 1 });
    const fault = faults.acks.drop({ sequence: 2 }, { times: 1 });
    await one.publishAll('a', ['1', '2', '3']);
    for (const { sequence } of await subscription.take(3)) subscription.ack(sequence);
    await settle();

    await server.advance(1000);
    const again = await subscription.takeSequences(1);
    subscription.ack(2);
    await server.advance(5000);

    expect(again).toEqual([2]);
    expect(subscription.deliveries).toEqual([]);
    expect(fault.struck).toBe(1);
  });

  it('may be that of a subscription that comes after the fault was set', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    faults.acks.drop({ queue: 'q', durable: 'd', clientId: 'one', channel: 'a' });
    const grouped = await one.subscribe('a', { ackWaitInSecs: 1, qGroup: 'q', durableName: 'd' });
    const plain = await one.subscribe('a', { ackWaitInSecs: 1 });
    await one.publish('a');
    for (const subscription of [grouped, plain]) {
      await subscription.take(1);
      subscription.ack(1);
    }

    await server.advance(1000);

    expect(sequencesOf(grouped.deliveries)).toEqual([1]);
    expect(plain.deliveries).toEqual([]);
  });

  it('may be that of a redelivery alone', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 1 });
    const fault = faults.acks.drop({ redelivered: true }, { times: 1 });
    await one.publishAll('a', ['1', '2']);
    await subscription.take(2);
    subscription.ack(1);
    await server.advance(1000);
    subscription.ack((await subscription.next()).sequence);
    await settle();
    const struck = fault.struck;

    await server.advance(1000);

    expect(struck).toBe(1);
    expect(sequencesOf(subscription.deliveries)).toEqual([2]);
  });
});

describe('a delayed ack', () => {
  it('counts when its time has passed: until then nothing new comes', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { maxInFlight: 1 });
    faults.acks.delay('2s');
    await one.publishAll('a', ['1', '2']);
    subscription.ack((await subscription.next()).sequence);

    await server.advance(1999);
    const early = subscription.deliveries.length;
    await server.advance(1);

    expect(early).toBe(0);
    expect(sequencesOf(subscription.deliveries)).toEqual([2]);
  });

  it('comes too late for a redelivery when it takes longer than the ack wait', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 1 });
    faults.acks.delay(1500, {}, { times: 1 });
    await one.publish('a');
    subscription.ack((await subscription.next()).sequence);

    await server.advance(10_000);

    expect(sequencesOf(subscription.deliveries)).toEqual([1]);
  });

  it('of a durable that was closed meanwhile comes to nobody', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const before = await one.subscribe('a', { durableName: 'd' });
    faults.acks.delay(1000);
    await one.publish('a');
    before.ack((await before.next()).sequence);
    await before.close();

    const after = await one.subscribe('a', { durableName: 'd' });
    await server.advance(1000);
    await after.take(1);
    await after.close();
    const again = await one.subscribe('a', { durableName: 'd' });

    expect(await again.takeSequences(1)).toEqual([1]);
  });
});

describe('a repeated ack', () => {
  it('counts once', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { maxInFlight: 2, ackWaitInSecs: 1 });
    const fault = faults.acks.repeat();
    await one.publishAll('a', ['1', '2', '3', '4']);
    await subscription.take(2);
    subscription.ack(1);
    await settle();
    const next = sequencesOf(subscription.deliveries.splice(0));

    await server.advance(1000);

    expect(fault.struck).toBe(1);
    expect(next).toEqual([3]);
    expect(sequencesOf(subscription.deliveries)).toEqual([2, 3]);
  });
});
