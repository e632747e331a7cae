import { describe, expect, it } from 'vitest';
import type { Router } from '../../../src/server/broker/router';
import { openBroker } from '../../support/broker-pair';

/** Publishes text from inside the server. */
function publish(router: Router, subject: string, text: string, reply = ''): void {
  const bytes = Buffer.from(`before${text}after`);
  router.publish(router.routes.route(subject), reply, bytes, 6, 6 + Buffer.byteLength(text));
}

describe('a part of the server', () => {
  it('gets what clients publish to its subject, and where to answer', () => {
    const { connect, broker } = openBroker();
    const got: string[] = [];
    broker.router.subscribe('req.*', (bytes, start, end, reply, route) => {
      got.push(`${route.subject} ${reply?.subject ?? '-'} ${bytes.toString('utf8', start, end)}`);
    });

    connect().send('PUB req.a _INBOX.1 5\r\nhello\r\nPUB req.b 0\r\n\r\n');

    expect(got).toEqual(['req.a _INBOX.1 hello', 'req.b - ']);
  });

  it('answers a client', () => {
    const { connect, broker } = openBroker();
    const { router } = broker;
    router.subscribe('req', (_bytes, _start, _end, reply) => {
      if (reply) router.publish(reply, '', Buffer.from('answer'), 0, 6);
    });
    const peer = connect();

    peer.send('SUB _INBOX.* 1\r\nPUB req _INBOX.7 0\r\n\r\n');

    expect(peer.take()).toBe('MSG _INBOX.7 1 6\r\nanswer\r\n');
  });

  it('gets what another part publishes, the tail included', () => {
    const { broker } = openBroker();
    const { router } = broker;
    const got: string[] = [];
    router.subscribe('a', (bytes, start, end, reply) => {
      got.push(`${bytes.toString('utf8', start, end)} ${reply?.subject ?? '-'}`);
    });

    router.publish(
      router.routes.route('a'),
      'r',
      Buffer.from('xhellox'),
      1,
      6,
      Buffer.from('?!?'),
      1,
      2,
    );

    expect(got).toEqual(['hello! r']);
  });

  it('sends to clients with a reply and a tail', () => {
    const { connect, broker, endTurn } = openBroker();
    const { router } = broker;
    const peer = connect();
    peer.send('SUB a 1\r\n');

    router.publish(
      router.routes.route('a'),
      'r',
      Buffer.from('xhellox'),
      1,
      6,
      Buffer.from('?!?'),
      1,
      3,
    );
    endTurn();

    expect(peer.take()).toBe('MSG a 1 r 7\r\nhello!?\r\n');
  });

  it('gives to other parts what it sends to a client', () => {
    const { connect, broker, endTurn } = openBroker();
    const peer = connect();
    peer.send('SUB a 1\r\n');
    const got: string[] = [];
    broker.router.subscribe('a', (bytes, start, end) =>
      got.push(bytes.toString('utf8', start, end)),
    );

    publish(broker.router, 'a', 'x');
    endTurn();

    expect([got, peer.take()]).toEqual([['x'], 'MSG a 1 1\r\nx\r\n']);
  });

  it('sends to a queue group too when a plain subscription ends with the very message', () => {
    const { connect, broker, endTurn } = openBroker();
    const peer = connect();
    peer.send('SUB a 1\r\nUNSUB 1 1\r\nSUB a group 2\r\n');

    publish(broker.router, 'a', 'x');
    endTurn();

    expect(peer.take()).toBe('MSG a 1 1\r\nx\r\nMSG a 2 1\r\nx\r\n');
  });

  it('comes before clients: one that unsubscribes meanwhile gets nothing', () => {
    const { connect, broker } = openBroker();
    const [listener, publisher] = [connect(), connect()];
    listener.send('SUB a 1\r\n');
    broker.router.subscribe('a', () => {
      listener.sendWithinTurn('UNSUB 1\r\n');
    });

    publisher.send('PUB a 1\r\nx\r\n');

    expect(listener.take()).toBe('');
  });

  it('hears nothing more after it has unsubscribed', () => {
    const { broker } = openBroker();
    const { router } = broker;
    const got: string[] = [];
    const subscription = router.subscribe('a', () => got.push('message'));

    router.unsubscribe(subscription);
    publish(router, 'a', 'x');

    expect(got).toEqual([]);
  });

  it('is told the new route when the one that it holds is stale', () => {
    const { connect, broker, endTurn } = openBroker();
    const { router } = broker;
    const held = router.routes.route('a');
    const peer = connect();
    peer.send('SUB a 1\r\n');

    const used = router.publish(held, '', Buffer.from('x'), 0, 1);
    endTurn();

    expect(peer.take()).toBe('MSG a 1 1\r\nx\r\n');
    expect([used === held, router.routes.isCurrent(used)]).toEqual([false, true]);
  });
});

describe('the statistics', () => {
  it('count what clients publish and get', () => {
    const { connect, broker } = openBroker();
    const peers = [connect(), connect()];
    for (const peer of peers) peer.send('SUB a 1\r\n');

    peers[0]?.send('PUB a 5\r\nhello\r\nPUB b 3\r\nabc\r\n');

    expect(broker.traffic()).toEqual({ inMsgs: 2, inBytes: 8, outMsgs: 2, outBytes: 10 });
  });
});

describe('the turn', () => {
  it('begins once, with the first that comes, and ends once', () => {
    const { connect, broker, endTurn } = openBroker();
    const [one, other] = [connect(), connect()];
    const events: string[] = [];
    broker.onTurn = {
      starts: () => events.push('starts'),
      ends: () => events.push('ends'),
      beforeWrite: () => undefined,
      drained: () => events.push('drained'),
    };

    one.sendWithinTurn('PING\r\n');
    other.sendWithinTurn('PING\r\n');
    endTurn();

    expect(events).toEqual(['starts', 'ends']);
  });

  it('sends what its end has brought', () => {
    const { connect, broker } = openBroker();
    const peer = connect();
    peer.send('SUB a 1\r\n');
    broker.onTurn = {
      starts: () => {},
      ends: () => publish(broker.router, 'a', 'late'),
      beforeWrite: () => undefined,
      drained: () => {},
    };

    peer.send('PONG\r\n');

    expect(peer.take()).toBe('MSG a 1 4\r\nlate\r\n');
  });

  it('has one time for all that comes in it', () => {
    const { connect, broker, clock, endTurn } = openBroker();
    const peer = connect();
    peer.sendWithinTurn('PONG\r\n');
    clock.moveTo(1000);
    peer.sendWithinTurn('PONG\r\n');
    const before = broker.nowMs;
    endTurn();
    peer.sendWithinTurn('PONG\r\n');

    expect([before, broker.nowMs]).toEqual([0, 1000]);
  });
});
