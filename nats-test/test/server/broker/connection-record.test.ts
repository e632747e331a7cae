import { describe, expect, it } from 'vitest';

import {
  ClosedConnections,
  type ClosedConnection,
} from '../../../src/server/broker/connection-record';
import { openBroker, type BrokerStage, type TestPeer } from '../../support/broker-pair';

const closedOf = (id: number): ClosedConnection =>
  ({
    id,
    name: '',
    lang: '',
    version: '',
    user: '',
    subjects: () => [],
  }) as Partial<ClosedConnection> as ClosedConnection;

/** Has the connection closed. @returns why, as the broker has noted it */
function reasonFor(close: (peer: TestPeer, stage: BrokerStage) => void, stage = openBroker()) {
  close(stage.connect(), stage);
  return stage.broker.closed.list().map(({ reason }) => reason);
}

describe('a closed connection', () => {
  it.each([
    ['Client Closed', 'hangs up', (peer: TestPeer) => peer.hangUp()],
    ['Read Error', 'breaks', (peer: TestPeer) => peer.served.closed(true)],
    ['Protocol Violation', 'sends no op', (peer: TestPeer) => peer.send('GARBAGE\r\n')],
    ['Protocol Violation', 'sends a bad SUB', (peer: TestPeer) => peer.send('SUB\r\n')],
    ['Protocol Violation', 'sends a bad PUB', (peer: TestPeer) => peer.send('PUB a x\r\n')],
    ['Protocol Violation', 'sends no JSON', (peer: TestPeer) => peer.send('CONNECT {\r\n')],
    [
      'Bad Client Protocol Version',
      'wants protocol 9',
      (peer: TestPeer) => peer.send('CONNECT {"protocol":9}\r\n'),
    ],
    ['Parse Error', 'sends -ERR', (peer: TestPeer) => peer.send("-ERR 'x'\r\n")],
    [
      'Maximum Message Payload Exceeded',
      'sends too much',
      (peer: TestPeer) => peer.send('PUB a 1048577\r\n'),
    ],
    [
      'Maximum Control Line Exceeded',
      'sends a line without end',
      (peer: TestPeer) => peer.send(`SUB ${'x'.repeat(5000)}`),
    ],
    [
      'Stale Connection',
      'answers no PING',
      (_peer: TestPeer, stage: BrokerStage) => stage.elapse(600_000),
    ],
    [
      'Server Shutdown',
      'loses its server',
      (_: TestPeer, { broker }: BrokerStage) => broker.close(),
    ],
  ])('is noted as %s when it %s', (reason, _what, close) => {
    expect(reasonFor(close)).toEqual([reason]);
  });

  it('is noted as a slow consumer, and counted', () => {
    const byBytes = openBroker({ pendingBytesMax: 100 });
    const byTime = openBroker({ writeDeadlineMs: 2000 });
    const flood = (peer: TestPeer, stage: BrokerStage): void => {
      peer.stall();
      peer.send(`SUB a 1\r\nPUB a 90\r\n${'x'.repeat(90)}\r\n`);
      stage.elapse(2000);
    };

    expect(reasonFor(flood, byBytes)).toEqual(['Slow Consumer (Pending Bytes)']);
    expect(reasonFor(flood, byTime)).toEqual(['Slow Consumer (Write Deadline)']);
    expect([byBytes.broker.slowConsumers, byTime.broker.slowConsumers]).toEqual([1, 1]);
  });

  it('is remembered with what it was and did', () => {
    const stage = openBroker();
    const peer = stage.connect({ name: 'n', user: 'u' });
    peer.send('SUB a 1\r\nPUB a 3\r\nabc\r\n');

    stage.elapse(1500);
    peer.hangUp();

    const [record] = stage.broker.closed.list();
    expect(record).toMatchObject({ id: 1, name: 'n', user: 'u', port: peer.remotePort });
    expect(record).toMatchObject({ inMsgs: 1, inBytes: 3, outMsgs: 1, outBytes: 3 });
    expect(record?.subjects()).toEqual(['a']);
    expect((record?.stopNs ?? 0n) - (record?.startNs ?? 0n)).toBe(1_500_000_000n);
  });

  it('counts on in what went through the broker', () => {
    const stage = openBroker();
    const peer = stage.connect();
    peer.send('SUB a 1\r\nPUB a 3\r\nabc\r\n');

    peer.hangUp();

    expect(stage.broker.traffic()).toEqual({ inMsgs: 1, inBytes: 3, outMsgs: 1, outBytes: 3 });
  });
});

describe('closed connections', () => {
  it('are kept up to a number, oldest first', () => {
    const closed = new ClosedConnections(3);
    for (let id = 1; id <= 5; id++) closed.add(closedOf(id));

    expect(closed.list().map(({ id }) => id)).toEqual([3, 4, 5]);
  });
});

describe('a part of the server', () => {
  it('has what it gets and sends counted', () => {
    const stage = openBroker();
    const part = stage.broker.openInternal('part');
    part.subscribe('ask', (_bytes, _start, _end, reply) => {
      if (reply) part.publish(reply, '', Buffer.from('answer'), 0, 6);
    });
    const peer = stage.connect();

    peer.send('SUB inbox 1\r\nPUB ask inbox 3\r\nabc\r\n');

    expect(part.record()).toMatchObject({ outMsgs: 1, outBytes: 3, inMsgs: 1, inBytes: 6 });
    expect(part.record()).toMatchObject({ id: 1, name: 'part', subscriptionCount: 1 });
    expect(stage.broker.traffic()).toEqual({ inMsgs: 2, inBytes: 9, outMsgs: 2, outBytes: 9 });
  });

  it('takes its subscriptions with it when it closes', () => {
    const stage = openBroker();
    const part = stage.broker.openInternal('part');
    part.subscribe('ask', () => undefined);

    part.close();

    expect([stage.broker.router.routes.count, stage.broker.internals.size]).toEqual([0, 0]);
  });
});

describe('the closed connections', () => {
  it('do not fill memory with the subjects that clients made up', () => {
    const { broker, connect } = openBroker();
    const long = 'x'.repeat(4000);
    for (let i = 0; i < 3; i++) {
      const peer = connect();
      for (let sid = 0; sid < 2500; sid++) peer.sendWithinTurn(`SUB ${long}.${sid} ${sid}\r\n`);
      peer.hangUp();
    }

    const counts = broker.closed.list().map(({ subjects }) => subjects().length);

    expect(counts).toEqual([2500, 0, 0]);
  });

  it('nor with names', () => {
    const { broker, connect } = openBroker();
    for (let i = 0; i < 3; i++) connect({ name: 'x'.repeat(9 * 1024 * 1024) }).hangUp();

    const lengths = broker.closed.list().map(({ name }) => name.length);

    expect(lengths).toEqual([9 * 1024 * 1024, 0, 0]);
  });
});
