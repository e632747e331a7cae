import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('nats-keepalive');

behaviour(
  'the server sends its first PING two to two and a half seconds after the connection was made',
  async ({ target, openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();
    socket.send('CONNECT {"verbose":false}\r\n');
    expect(await socket.flushLines()).toEqual([]);

    await target.elapse(1800);
    expect(await socket.flushLines()).toEqual([]);
    await target.elapse(700);

    expect(await socket.readLine()).toBe('PING');
  },
  { realTime: true },
);

behaviour(
  'the first PING does not need a CONNECT',
  async ({ target, openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();

    await target.elapse(2500);

    expect(await socket.readLine()).toBe('PING');
  },
  { realTime: true },
);

behaviour(
  'a client that leaves two PINGs unanswered: -ERR Stale Connection in place of the third, and the connection is closed',
  async ({ target, openSocket }) => {
    const pingIntervalMs = target.kind === 'real' ? 1_000 : 120_000;
    const socket = await openSocket();
    await socket.readLine();
    socket.send('CONNECT {"verbose":false}\r\n');

    await target.elapse(2_500);
    await target.elapse(2 * pingIntervalMs);

    const lines = await socket.readToEnd();
    expect(lines.at(-1)).toBe("-ERR 'Stale Connection'");
    expect(new Set(lines.slice(0, -1))).toEqual(new Set(['PING']));
  },
  { realConfig: 'ping_interval: 1' },
);

behaviour(
  'a client that answers PINGs stays',
  async ({ target, nats }) => {
    const pingIntervalMs = target.kind === 'real' ? 1_000 : 120_000;
    const client = await nats();

    await target.elapse(4 * pingIntervalMs);

    expect(await client.flushLines()).toEqual([]);
  },
  { realConfig: 'ping_interval: 1' },
);

behaviour(
  'a client that gets messages needs no PING but the first',
  async ({ target, nats, openSocket }) => {
    const publisher = await nats();
    const socket = await openSocket();
    await socket.readLine();
    socket.send('CONNECT {"verbose":false}\r\nSUB a 1\r\n');
    await socket.flush();
    // The first one measures the distance.
    await target.elapse(1400);
    socket.send('PONG\r\n');
    await socket.flush();

    for (let i = 0; i < 8; i++) {
      publisher.publish('a');
      await publisher.flush();
      await target.elapse(250);
    }

    expect(new Set(await socket.flushLines())).toEqual(new Set(['MSG a 1 0']));
  },
  {
    realTime: true,
    realConfig: 'ping_interval: 1',
    embeddedLimits: { pingIntervalMs: 1000 },
  },
);
