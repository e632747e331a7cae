import { describe, expect, it } from 'vitest';
import { openBroker, type BrokerStage, type TestPeer } from '../../support/broker-pair';

const MIB = 1024 * 1024;

/** A subscriber of `a`. */
function subscriberOn(stage: BrokerStage): TestPeer {
  const peer = stage.connect();
  peer.send('SUB a 1\r\n');
  return peer;
}

function publish(peer: TestPeer, payloadBytes: number): void {
  peer.send(
    Buffer.concat([
      Buffer.from(`PUB a ${payloadBytes}\r\n`),
      Buffer.alloc(payloadBytes),
      Buffer.from('\r\n'),
    ]),
  );
}

describe('a client that does not read', () => {
  it('is cut off when more than the limit waits for it', () => {
    const stage = openBroker({ pendingBytesMax: 2000 });
    const slow = subscriberOn(stage);
    const publisher = stage.connect();
    slow.stall();

    publish(publisher, 1000);
    const before = slow.isClosed;
    publish(publisher, 1000);

    expect([before, slow.isClosed]).toEqual([false, true]);
  });

  it('is named in the log, and why', () => {
    const stage = openBroker({ pendingBytesMax: 500 });
    const slow = subscriberOn(stage);
    slow.stall();

    publish(stage.connect(), 1000);

    expect(stage.logLines).toContain(
      `INF 127.0.0.1:${slow.remotePort} - cid:1 - Slow Consumer Detected: MaxPending of 500 Exceeded`,
    );
  });

  it('does no harm to the others', () => {
    const stage = openBroker({ pendingBytesMax: 1500 });
    const slow = subscriberOn(stage);
    const other = subscriberOn(stage);
    slow.stall();

    const publisher = stage.connect();
    for (let i = 0; i < 5; i++) publish(publisher, 1000);

    expect(other.take().match(/^MSG a 1 1000/gm)).toHaveLength(5);
  });

  it('is cut off when it has taken nothing by the deadline', () => {
    const stage = openBroker({ writeDeadlineMs: 2000 });
    const slow = subscriberOn(stage);
    slow.stall();
    publish(stage.connect(), 1000);

    stage.elapse(1999);
    const waiting = slow.pendingBytes;
    const before = slow.isClosed;
    stage.elapse(1);

    expect([before, slow.isClosed]).toEqual([false, true]);
    expect(stage.logLines).toContain(
      `INF 127.0.0.1:${slow.remotePort} - cid:1 - Slow Consumer Detected: WriteDeadline of 2s exceeded with 1 chunks of ${waiting} total bytes.`,
    );
  });

  it('is not cut off when it has taken by the deadline what waited then, though more has come', () => {
    const stage = openBroker({ writeDeadlineMs: 2000 });
    const slow = subscriberOn(stage);
    const publisher = stage.connect();
    slow.stall();
    publish(publisher, 1000);
    stage.elapse(1000);
    publish(publisher, 1000);

    slow.gulp(1);
    stage.elapse(1500);

    expect(slow.isClosed).toBe(false);
  });

  it('has a new deadline for what came later', () => {
    const stage = openBroker({ writeDeadlineMs: 2000 });
    const slow = subscriberOn(stage);
    const publisher = stage.connect();
    slow.stall();
    publish(publisher, 1000);
    publish(publisher, 1000);
    slow.gulp(1);

    stage.elapse(4000);

    expect(slow.isClosed).toBe(true);
  });

  it('gets everything, in order, when it reads again in time', () => {
    const stage = openBroker();
    const slow = subscriberOn(stage);
    const publisher = stage.connect();
    slow.stall();
    for (let i = 0; i < 100; i++) publisher.send(`PUB a 3\r\n${String(i).padStart(3, '0')}\r\n`);

    slow.flow();
    stage.elapse(2000);

    expect(slow.take().match(/^\d{3}(?=\r\n)/gm)).toEqual(
      Array.from({ length: 100 }, (_, i) => String(i).padStart(3, '0')),
    );
    expect(slow.isClosed).toBe(false);
  });

  it('is gone for good: a later hang-up changes nothing', () => {
    const stage = openBroker({ pendingBytesMax: 500 });
    const slow = subscriberOn(stage);
    slow.stall();
    publish(stage.connect(), 1000);

    slow.hangUp();

    expect(stage.broker.connections.size).toBe(1);
  });
});

describe('a large burst within one turn', () => {
  it('leaves in pieces, before the turn ends', () => {
    const stage = openBroker();
    const subscriber = subscriberOn(stage);
    const publisher = stage.connect();

    publisher.sendWithinTurn(`PUB a ${MIB}\r\n${'x'.repeat(MIB)}\r\n`);

    expect(subscriber.takeBytes().length).toBeGreaterThan(MIB);
  });
});

describe('congestion', () => {
  const isCongested = (stage: BrokerStage): boolean =>
    stage.broker.router.isCongested(stage.broker.router.routes.route('a'));

  it('is there when more than 4 MiB wait for a client of the route', () => {
    const stage = openBroker();
    const slow = subscriberOn(stage);
    const publisher = stage.connect();
    slow.stall();

    for (let i = 0; i < 4; i++) publish(publisher, MIB - 100);
    const before = isCongested(stage);
    publish(publisher, 500);

    expect([before, isCongested(stage)]).toEqual([false, true]);
  });

  it('counts what has not been written yet', () => {
    const stage = openBroker();
    const slow = subscriberOn(stage);
    slow.stall();
    const publisher = stage.connect();
    for (let i = 0; i < 4; i++) publish(publisher, MIB - 20);

    publisher.sendWithinTurn(`PUB a 1000\r\n${'x'.repeat(1000)}\r\n`);

    expect(isCongested(stage)).toBe(true);
  });

  it('ends, and is said to end, when the client has read', () => {
    const stage = openBroker();
    const slow = subscriberOn(stage);
    slow.stall();
    const publisher = stage.connect();
    for (let i = 0; i < 5; i++) publish(publisher, MIB);
    const events: boolean[] = [];
    stage.broker.onTurn = {
      starts: () => {},
      ends: () => {},
      beforeWrite: () => undefined,
      drained: () => events.push(isCongested(stage)),
    };

    slow.flow();

    expect(events).toEqual([false]);
  });

  it('is said to end when the client is gone', () => {
    const stage = openBroker();
    const slow = subscriberOn(stage);
    slow.stall();
    const publisher = stage.connect();
    for (let i = 0; i < 5; i++) publish(publisher, MIB);
    const events: boolean[] = [];
    stage.broker.onTurn = {
      starts: () => {},
      ends: () => {},
      beforeWrite: () => undefined,
      drained: () => events.push(isCongested(stage)),
    };

    slow.hangUp();

    expect(events).toEqual([false]);
  });
});
