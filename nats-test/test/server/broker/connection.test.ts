import { describe, expect, it } from 'vitest';
import { openBroker, type TestPeer } from '../../support/broker-pair';

describe('a new connection', () => {
  it('is greeted with INFO at once', () => {
    const { accept, broker } = openBroker();
    broker.port = 4222;

    const info = accept().take();

    expect(JSON.parse(info.replace(/^INFO /, ''))).toMatchObject({ port: 4222, client_id: 1 });
    expect(info.endsWith(' \r\n')).toBe(true);
  });

  it('gets a number of its own', () => {
    const { accept } = openBroker();
    accept();

    expect(accept().take()).toContain('"client_id":2');
  });

  it('is verbose and pedantic until it says otherwise', () => {
    const peer = openBroker().accept();
    peer.take();

    peer.send('PUB * 1\r\nx\r\nCONNECT {"verbose":false,"pedantic":false}\r\nPUB * 1\r\nx\r\n');

    expect(peer.take()).toBe("-ERR 'Invalid Publish Subject'\r\n+OK\r\n");
  });
});

describe('what a client sends', () => {
  it('is answered in its order, with one write a turn', () => {
    const peer = openBroker().connect();
    const before = peer.writes;

    peer.sendWithinTurn('SUB a 1\r\nPING\r\nPUB a 1\r\nx\r\n');
    peer.send('PING\r\n');

    expect(peer.take()).toBe('PONG\r\nMSG a 1 1\r\nx\r\nPONG\r\n');
    expect(peer.writes - before).toBe(1);
  });

  it('is confirmed op by op to a verbose client', () => {
    const peer = openBroker().connect({ verbose: true });

    peer.send('SUB a 1\r\nPUB b 1\r\nx\r\nUNSUB 1\r\nPING\r\nPONG\r\n');

    expect(peer.take()).toBe('+OK\r\n+OK\r\n+OK\r\nPONG\r\n');
  });

  it('keeps the bytes of subjects and payloads that are not ASCII', () => {
    const peer = openBroker().connect();
    const subject = Buffer.from('événement.票', 'utf8').toString('latin1');

    peer.send(`SUB ${subject} 1\r\nPUB ${subject} \xff.reply 3\r\n\x00\xff\n\r\n`);

    expect(peer.take()).toBe(`MSG ${subject} 1 \xff.reply 3\r\n\x00\xff\n\r\n`);
  });

  it('may come byte by byte', () => {
    const peer = openBroker().connect();

    for (const byte of 'SUB a 1\r\nPUB a 2\r\nok\r\n') peer.send(byte);

    expect(peer.take()).toBe('MSG a 1 2\r\nok\r\n');
  });

  it('may be CONNECT again, which changes what it names', () => {
    const peer = openBroker().connect();

    peer.send('CONNECT {"verbose":true}\r\nPUB * 1\r\nx\r\n');

    expect(peer.take()).toBe('+OK\r\n+OK\r\n');
  });
});

describe('a subscription', () => {
  it('that is refused leaves the connection open', () => {
    const peer = openBroker().connect();

    peer.send('SUB a..b 1\r\nPING\r\n');

    expect(peer.take()).toBe("-ERR 'Invalid Subject'\r\nPONG\r\n");
  });

  it('keeps its sid: a second one of that sid is not taken', () => {
    const peer = openBroker().connect();

    peer.send('SUB a 1\r\nSUB b 1\r\nPUB b 1\r\nx\r\nPUB a 1\r\ny\r\n');

    expect(peer.take()).toBe('MSG a 1 1\r\ny\r\n');
  });

  it('ends with UNSUB, and its sid may be used again', () => {
    const peer = openBroker().connect();

    peer.send('SUB a 1\r\nUNSUB 1\r\nPUB a 1\r\nx\r\nSUB b 1\r\nPUB b 1\r\ny\r\n');

    expect(peer.take()).toBe('MSG b 1 1\r\ny\r\n');
  });

  it('ends after as many messages as UNSUB says, in all', () => {
    const { connect, broker } = openBroker();
    const peer = connect();

    peer.send('SUB a 1\r\nPUB a 1\r\n1\r\nUNSUB 1 3\r\n');
    for (const payload of [2, 3, 4]) peer.send(`PUB a 1\r\n${payload}\r\n`);

    expect(peer.take().match(/(?<=\r\n)\d(?=\r\n)/g)).toEqual(['1', '2', '3']);
    expect(broker.router.routes.count).toBe(0);
  });

  it('ends with the next message when it has had more than UNSUB says', () => {
    const { connect, broker } = openBroker();
    const peer = connect();
    peer.send('SUB a 1\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nUNSUB 1 1\r\n');
    peer.take();

    peer.send('PUB a 1\r\n3\r\n');

    expect([peer.take(), broker.router.routes.count]).toEqual(['', 0]);
  });

  it('of a client that wants no echo does not get its own messages', () => {
    const { connect } = openBroker();
    const silent = connect({ echo: false });
    const other = connect();
    for (const peer of [silent, other]) peer.send('SUB a 1\r\n');

    silent.send('PUB a 1\r\nx\r\n');

    expect([silent.take(), other.take()]).toEqual(['', 'MSG a 1 1\r\nx\r\n']);
  });
});

describe('a client that breaks the protocol', () => {
  const closedWith = (peer: TestPeer, bytes: string): { answer: string; isClosed: boolean } => {
    peer.send(bytes);
    return { answer: peer.take(), isClosed: peer.isClosed };
  };

  it.each([
    ['GARBAGE\r\n', "-ERR 'Unknown Protocol Operation'\r\n"],
    ['PUB a 2\r\nokk\r\n', "-ERR 'Unknown Protocol Operation'\r\n"],
    ['PUB a 1048577\r\n', "-ERR 'Maximum Payload Violation'\r\n"],
    [`SUB ${'x'.repeat(4100)}`, "-ERR 'Maximum Control Line Exceeded'\r\n"],
    ['CONNECT {"protocol":2}\r\n', "-ERR 'invalid client protocol'\r\n"],
    // These the real server answers with nothing but the end.
    ['PUB a x\r\n', ''],
    ['SUB a\r\n', ''],
    ['SUB a b c d\r\n', ''],
    ['UNSUB 1 2 3\r\n', ''],
    ['CONNECT {\r\n', ''],
    ["-ERR 'x'\r\n", ''],
  ])('is closed: %j', (bytes, answer) => {
    expect(closedWith(openBroker().connect(), bytes)).toEqual({ answer, isClosed: true });
  });

  it.each(['GARBAGE\r\n', 'SUB nonsense\r\n', 'UNSUB 1 2 3\r\n', 'CONNECT {\r\n', 'PUB a x\r\n'])(
    'has nothing done that comes behind %j',
    (fault) => {
      const { connect } = openBroker();
      const peer = connect();
      const other = connect();
      other.send('SUB a 1\r\n');

      peer.send(`PUB a 1\r\nx\r\n${fault}PUB a 1\r\ny\r\n`);
      peer.send('PUB a 1\r\nz\r\n');

      expect(other.take()).toBe('MSG a 1 1\r\nx\r\n');
    },
  );

  it('does no harm to the others', () => {
    const { connect } = openBroker();
    const other = connect();
    other.send('SUB a 1\r\n');

    connect().send('GARBAGE\r\n');
    other.send('PUB a 1\r\nx\r\nPING\r\n');

    expect(other.take()).toBe('MSG a 1 1\r\nx\r\nPONG\r\n');
  });

  it('is named in the log', () => {
    const { connect, logLines } = openBroker();
    const peer = connect();

    peer.send('SUB nonsense\r\n');

    expect(logLines).toContain(
      `ERR 127.0.0.1:${peer.remotePort} - cid:1 - processSub Parse Error: 'nonsense'`,
    );
  });
});

describe('a connection that ends', () => {
  it('takes its subscriptions along', () => {
    const { connect, broker } = openBroker();
    const peer = connect();
    peer.send('SUB a 1\r\nSUB b.* 2\r\nSUB c q 3\r\n');

    peer.hangUp();

    expect([broker.router.routes.count, broker.connections.size]).toEqual([0, 0]);
  });

  it('gets nothing that comes after it, in the same turn either', () => {
    const { connect, endTurn } = openBroker();
    const [peer, other] = [connect(), connect()];
    peer.send('SUB a 1\r\n');
    peer.sendWithinTurn('GARBAGE\r\n');
    const answer = peer.take();

    other.sendWithinTurn('PUB a 1\r\nx\r\n');
    endTurn();

    expect([answer, peer.take()]).toEqual(["-ERR 'Unknown Protocol Operation'\r\n", '']);
  });

  it('leaves no timer behind', () => {
    const { connect, clock } = openBroker();

    connect().hangUp();

    expect(clock.nextDueMs()).toBeUndefined();
  });

  it('gets what was sent to it before the broker closes', () => {
    const { connect, broker } = openBroker();
    const peer = connect();
    peer.sendWithinTurn('PING\r\n');

    broker.close();

    expect([peer.take(), peer.isClosed]).toEqual(['PONG\r\n', true]);
  });
});
