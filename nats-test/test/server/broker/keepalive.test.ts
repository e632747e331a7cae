import { describe, expect, it } from 'vitest';
import { openBroker, type BrokerStage, type TestPeer } from '../../support/broker-pair';

const MINUTE_MS = 60_000;

/** Milliseconds from the connection's start at which the server sent a PING, within `withinMs`. */
function pingTimes(stage: BrokerStage, peer: TestPeer, withinMs: number): number[] {
  const times: number[] = [];
  const endMs = stage.clock.nowMs() + withinMs;
  for (;;) {
    const dueMs = stage.clock.nextDueMs();
    if (dueMs === undefined || dueMs > endMs) break;
    stage.elapse(dueMs - stage.clock.nowMs());
    if (peer.take().includes('PING\r\n')) times.push(stage.clock.nowMs());
  }
  return times;
}

describe("the server's PING", () => {
  it('comes first after 2 to 2.4 s', () => {
    const times = Array.from({ length: 50 }, (_, seed) => {
      const stage = openBroker({}, seed);
      return pingTimes(stage, stage.connect(), 10_000);
    });

    expect(times.filter((each) => each.length !== 1)).toEqual([]);
    expect(times.flat().filter((ms) => ms < 2000 || ms > 2400)).toEqual([]);
  });

  it('comes at another moment to each client, so that they do not all answer at once', () => {
    const stage = openBroker();
    const peers = Array.from({ length: 20 }, () => stage.connect());

    stage.elapse(2200);
    const early = peers.filter((peer) => peer.take().includes('PING'));

    expect(early.length).toBeGreaterThan(0);
    expect(early.length).toBeLessThan(20);
  });

  it('comes every two minutes to a client that answers and does nothing else', () => {
    const stage = openBroker();
    const peer = stage.connect();
    const times = pingTimes(stage, peer, 10_000);

    for (let i = 0; i < 3; i++) {
      peer.send('PONG\r\n');
      times.push(...pingTimes(stage, peer, 2 * MINUTE_MS));
    }

    const gapsMs = times.slice(1).map((ms, i) => Math.round(ms - (times[i] ?? 0)));
    expect(gapsMs).toEqual([2 * MINUTE_MS, 2 * MINUTE_MS, 2 * MINUTE_MS]);
  });

  it.each(['PING\r\n', 'SUB a 1\r\n', 'UNSUB 1\r\n', 'PUB a 1\r\nx\r\n'])(
    'is not needed by a client that has just sent %j',
    (bytes) => {
      const stage = openBroker();
      const peer = stage.connect();
      pingTimes(stage, peer, 10_000);
      peer.send('PONG\r\n');

      stage.elapse(MINUTE_MS);
      peer.send(bytes);

      expect(pingTimes(stage, peer, 2 * MINUTE_MS)).toEqual([]);
    },
  );

  it('comes once an hour to a client that is never idle', () => {
    const stage = openBroker();
    const peer = stage.connect();
    let pings = 0;

    for (let minute = 0; minute < 150; minute++) {
      stage.elapse(MINUTE_MS);
      if (peer.take().includes('PING')) {
        pings++;
        peer.send('PONG\r\n');
      }
      peer.send('PUB a 1\r\nx\r\n');
    }

    // One at the start, one after each of two hours.
    expect(pings).toBe(3);
  });
});

describe('a client that answers no PING', () => {
  it('is closed as stale when a third one would be due', () => {
    const stage = openBroker();
    const peer = stage.connect();
    const [firstMs = 0] = pingTimes(stage, peer, 10_000);

    stage.elapse(firstMs + 4 * MINUTE_MS - stage.clock.nowMs() - 1);
    const before = { said: peer.take(), isClosed: peer.isClosed };
    stage.elapse(1);

    expect(before).toEqual({ said: 'PING\r\n', isClosed: false });
    expect([peer.take(), peer.isClosed]).toEqual(["-ERR 'Stale Connection'\r\n", true]);
  });

  it('is named in the log', () => {
    const stage = openBroker();
    const peer = stage.connect();

    stage.elapse(10 * MINUTE_MS);

    expect(stage.logLines).toContain(
      `DBG 127.0.0.1:${peer.remotePort} - cid:1 - Stale Client Connection - Closing`,
    );
  });

  it('is forgiven when it answers the second', () => {
    const stage = openBroker();
    const peer = stage.connect();
    stage.elapse(3 * MINUTE_MS);
    peer.send('PONG\r\n');

    stage.elapse(2 * MINUTE_MS);

    expect(peer.isClosed).toBe(false);
  });
});

describe('roundTrip', () => {
  /** Whether the promise has settled by now. */
  const isSettled = async (promise: Promise<void>): Promise<boolean> =>
    Promise.race([promise.then(() => true), Promise.resolve().then(() => false)]);

  it('sends a PING and waits for its PONG', async () => {
    const { connect, endTurn } = openBroker();
    const peer = connect();

    const roundTrip = peer.served.keepalive.roundTrip();
    endTurn();
    const asked = peer.take();
    const before = await isSettled(roundTrip);
    peer.send('PONG\r\n');
    await roundTrip;

    expect([asked, before]).toEqual(['PING\r\n', false]);
  });

  it('does not take the PONG of an earlier PING for its own', async () => {
    const { connect, endTurn } = openBroker();
    const peer = connect();
    const first = peer.served.keepalive.roundTrip();
    const second = peer.served.keepalive.roundTrip();
    endTurn();

    peer.send('PONG\r\n');
    await first;

    expect(await isSettled(second)).toBe(false);
  });

  it('is not answered by PONGs that came before it was asked for', async () => {
    const { connect } = openBroker();
    const peer = connect();
    peer.send('PONG\r\nPONG\r\nPONG\r\n');
    const first = peer.served.keepalive.roundTrip();
    const second = peer.served.keepalive.roundTrip();

    const early = await isSettled(first);
    peer.send('PONG\r\n');
    await first;

    expect([early, await isSettled(second)]).toEqual([false, false]);
  });

  it('ends with the connection', async () => {
    const { connect } = openBroker();
    const peer = connect();
    const roundTrip = peer.served.keepalive.roundTrip();

    peer.hangUp();

    await expect(roundTrip).resolves.toBeUndefined();
  });
});

describe('the log of the keepalive', () => {
  it('says why there is no PING, as the real server does', () => {
    const stage = openBroker();
    const peer = stage.connect();
    stage.elapse(10_000);
    peer.send('PONG\r\nSUB a 1\r\n');
    stage.elapse(2 * MINUTE_MS);
    peer.send('PING\r\n');
    stage.elapse(2 * MINUTE_MS);

    const name = `DBG 127.0.0.1:${peer.remotePort} - cid:1 -`;
    const lines = stage.logLines.filter((line) => line.includes('P') && !line.includes('created'));
    expect(lines.map((line) => line.replace(/\b(\d+m)?\d+s ago/, '… ago'))).toEqual([
      `${name} Client Ping Timer`,
      `${name} Client Ping Timer`,
      `${name} Delaying PING due to client activity … ago`,
      `${name} Client Ping Timer`,
      `${name} Delaying PING due to remote ping … ago`,
    ]);
  });
});
