import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { FaultError } from '../../../src/index';
import { ConnectionFaults } from '../../../src/server/faults/connection-faults';
import { sequencesOf } from '../../conformance/stan-client';
import { readMonitoring } from '../../support/embedded-stage';
import { EVICTION_MS, openFaultStage } from '../../support/fault-stage';
import { openStreaming } from '../../support/streaming-stage';

describe('a frozen connection', () => {
  it('takes nothing and gives nothing until it thaws; then all of it arrives, in order', async () => {
    const { client, faults, settle } = await openFaultStage();
    const frozen = await client('frozen');
    const other = await client('other');
    const subscription = await frozen.subscribe('a');
    const heard = await other.subscribe('b');
    const fault = faults.freeze('frozen');

    const publishing = frozen.publish('b', 'from the frozen one');
    await other.publishAll('a', ['1', '2', '3']);
    await settle();
    const meanwhile = [subscription.deliveries.length, heard.deliveries.length];
    faults.thaw('frozen');

    expect((await publishing).error).toBe('');
    await settle();
    expect(meanwhile).toEqual([0, 0]);
    expect(sequencesOf(subscription.deliveries)).toEqual([1, 2, 3]);
    expect(heard.deliveries.map(({ data }) => data.toString())).toEqual(['from the frozen one']);
    expect([fault.active, fault.struck]).toEqual([false, 1]);
  });

  it('answers no heartbeat: its client is evicted in time, and nobody else', async () => {
    const { client, clientIds, faults, server } = await openFaultStage();
    await client('frozen');
    await client('healthy');
    faults.freeze('frozen');

    await server.advance(EVICTION_MS - 1);
    const before = await clientIds();
    await server.advance(1);

    expect(before).toEqual(['frozen', 'healthy']);
    expect(await clientIds()).toEqual(['healthy']);
  });

  it('that thaws in time keeps its client', async () => {
    const { client, clientIds, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    faults.freeze('one');
    await server.advance(EVICTION_MS - 1000);

    faults.thaw('one');
    await server.advance('10m');
    await one.publish('a');

    expect(await clientIds()).toEqual(['one']);
    expect(sequencesOf(await subscription.take(1))).toEqual([1]);
  });

  it('has no redelivery wait: its messages go to others of the group', async () => {
    const { client, faults, server } = await openFaultStage();
    const frozen = await client('frozen');
    const other = await client('other');
    const group = { qGroup: 'q', ackWaitInSecs: 1 };
    const members = [await frozen.subscribe('a', group), await other.subscribe('a', group)];
    faults.freeze('frozen');
    await other.publishAll('a', ['1', '2']);
    const [, healthy] = members;

    for (let i = 0; i < 20; i++) {
      await server.advance(1000);
      for (const { sequence } of healthy?.deliveries ?? []) healthy?.ack(sequence);
    }

    expect(new Set(sequencesOf(healthy?.deliveries ?? []))).toEqual(new Set([1, 2]));
  });

  it('stays up as TCP goes', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    faults.freeze('one');
    let isClosed = false;
    void one.nats.readToEnd().then(() => (isClosed = true));

    await server.advance('1m');
    const whileFrozen = isClosed;
    faults.clear();
    await settle();
    await one.nats.flush();

    expect(whileFrozen).toBe(false);
    expect(isClosed).toBe(false);
  });

  it('of a client that takes far too much is cut off as any slow one, which it learns when it thaws', async () => {
    const { client, faults, server } = await openFaultStage();
    const slow = await client('slow');
    const other = await client('other');
    await slow.subscribe('a', { maxInFlight: 1000 });
    slow.nats.subscribe('plain', () => undefined);
    await slow.nats.flush();
    const fault = faults.freeze('slow');
    for (let i = 0; i < 9; i++) other.nats.publish('plain', Buffer.alloc(1_000_000));
    await other.nats.flush();
    let isClosed = false;
    const closed = slow.nats.readToEnd().then(() => (isClosed = true));

    await server.advance(5000);
    const whileFrozen = isClosed;
    fault.lift();
    await closed;

    expect(whileFrozen).toBe(false);
  });

  it('that the server has closed meanwhile ends when it thaws, and says why', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    faults.freeze('one');
    let isClosed = false;
    const end = one.nats.readToEnd().finally(() => (isClosed = true));

    await server.advance('10m');
    const whileFrozen = isClosed;
    faults.clear();

    expect((await end).at(-1)).toBe("-ERR 'Stale Connection'");
    expect(whileFrozen).toBe(false);
  });

  it('that ends is frozen no more, though its client learns of it when it thaws', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const fault = faults.freeze('one');
    const end = one.nats.readToEnd();
    const before = fault.active;

    await server.advance('10m');
    const after = fault.active;
    fault.lift();

    expect([before, after]).toEqual([true, false]);
    expect((await end).at(-1)).toBe("-ERR 'Stale Connection'");
  });

  it('that is cut off with all that it was to get has nothing pending any more', async () => {
    const { client, faults, server } = await openFaultStage();
    const slow = await client('slow');
    const other = await client('other');
    slow.nats.subscribe('plain', () => undefined);
    await slow.nats.flush();
    faults.freeze('slow');
    for (let i = 0; i < 9; i++) other.nats.publish('plain', Buffer.alloc(1_000_000));
    await other.nats.flush();

    await server.advance(5000);

    const { connections } = await readMonitoring(server, '/connz?state=closed');
    expect(connections).toMatchObject([{ pending_bytes: 0 }]);
  });

  it('gets all of a backlog that had to wait for it, as soon as it thaws', () => {
    const stage = openStreaming();
    const one = stage.client('one');
    const subscription = one.subscribe('a', { maxInFlight: 1000 });
    const other = stage.client('other');
    const faults = new ConnectionFaults(() => undefined);
    const fault = faults.freeze(stage.server.state, 'one');
    for (let i = 0; i < 20; i++) other.publish('a', Buffer.alloc(1_000_000));

    fault.lift();
    stage.endTurn();

    expect(subscription.takeSequences()).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('is not waited for when it freezes while time passes', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 1 });
    await one.publish('a');
    await subscription.take(1);
    // Frozen by its own redelivery: whoever waited for an answer now would wait for 2 s of real time.
    one.nats.subscribe(subscription.inbox, () => {
      faults.freeze('one');
    });
    await one.nats.flush();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });

    await server.advance('20s');

    expect(server.clock.nowMs()).toBe(20_000);
  });

  it('is frozen once, however often it is asked for', async () => {
    const { client, faults } = await openFaultStage();
    await client('one');

    const first = faults.freeze('one');

    expect(faults.freeze('one')).toBe(first);
    first.lift();
    expect(faults.freeze('one')).not.toBe(first);
  });

  it('does not hold up stopping the server', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    faults.freeze('one');

    await server.stop();

    await one.nats.readToEnd();
  });

  it('of a process that has ended is noticed when it thaws', async () => {
    const { client, clientIds, faults, server } = await openFaultStage();
    const one = await client('one');
    faults.freeze('one');
    one.nats.destroy();

    await server.advance(EVICTION_MS);
    faults.clear();

    expect(await clientIds()).toEqual([]);
  });
});

describe('freezing', () => {
  it('names the client that is not there, and those that are', async () => {
    const { client, faults } = await openFaultStage();
    expect(() => faults.freeze('nobody')).toThrow(
      "no client 'nobody' is registered: there is none",
    );
    await client('one');
    await client('two');

    expect(() => faults.freeze('nobody')).toThrow(FaultError);
    expect(() => faults.freeze('nobody')).toThrow(
      "no client 'nobody' is registered: there are 'one', 'two'",
    );
    expect(() => faults.thaw('one')).toThrow(
      "the connection of client 'one' is not frozen: none is",
    );
    faults.freeze('two');
    expect(() => faults.thaw('one')).toThrow("not frozen: frozen are 'two'");
  });

  it('finds the connection of the client, not that of somebody who listens to everything', async () => {
    const { client, faults, nats, settle } = await openFaultStage();
    const spy = await nats();
    spy.subscribe('>', () => undefined);
    await spy.flush();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    const last = await nats();
    last.subscribe('_INBOX.>', () => undefined);
    await last.flush();

    faults.freeze('one');
    const publisher = await client('publisher');
    await publisher.publish('a');
    await settle();

    await expect(spy.flush()).resolves.toBeDefined();
    await expect(last.flush()).resolves.toBeDefined();
    expect(subscription.deliveries).toEqual([]);
  });
});

describe('freezing, thawing and cutting', () => {
  it.each(['freeze', 'thaw', 'cut'] as const)(
    'is refused when the server has been stopped: %s',
    async (action) => {
      const { client, faults, server } = await openFaultStage();
      await client('one');
      await server.stop();

      expect(() => faults[action]('one')).toThrow(FaultError);
      expect(() => faults[action]('one')).toThrow('the server has been stopped: start another one');
    },
  );
});

describe('a cut connection', () => {
  it('ends at once; the client stays registered until its heartbeats fail', async () => {
    const { client, clientIds, faults, server } = await openFaultStage();
    const one = await client('one');

    faults.cut('one');
    await one.nats.readToEnd();
    await server.advance(EVICTION_MS - 1);
    const before = await clientIds();
    await server.advance(1);

    expect(before).toEqual(['one']);
    expect(await clientIds()).toEqual([]);
  });

  it('lets the client come back on another one and stay itself', async () => {
    const { client, faults, nats, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    faults.cut('one');
    await one.nats.readToEnd();

    await one.moveTo(await nats(), subscription);
    await one.publish('a');
    await settle();

    expect(sequencesOf(subscription.deliveries)).toEqual([1]);
  });

  it('leaves nothing to cut a second time', async () => {
    const { client, faults } = await openFaultStage();
    await client('one');
    faults.cut('one');

    expect(() => {
      faults.cut('one');
    }).toThrow("client 'one' is registered but has no connection: wait until it is back");
  });

  it('loses what was held while it was frozen', async () => {
    const { client, faults, nats, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    const other = await client('other');
    const fault = faults.freeze('one');
    await other.publish('a');

    faults.cut('one');
    await one.nats.readToEnd();
    await one.moveTo(await nats(), subscription);
    await settle();

    expect(fault.active).toBe(false);
    expect(subscription.deliveries).toEqual([]);
  });
});
