import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('nats-limits');

const CONNECT = 'CONNECT {"verbose":true,"pedantic":false}\r\n';

// Three of them are the server's own.
const FIVE_CONNECTIONS = {
  realConfig: 'max_connections: 5',
  embeddedLimits: { connectionsMax: 5 },
};

behaviour(
  'one connection too many is greeted, told and closed',
  async ({ openSocket, nats }) => {
    const others = [await nats(), await nats()];

    const [info, ...lines] = await (await openSocket()).readToEnd();

    expect(info).toMatch(/^INFO /);
    expect(lines).toEqual(["-ERR 'maximum connections exceeded'"]);
    for (const other of others) expect(await other.flushLines()).toEqual([]);
  },
  FIVE_CONNECTIONS,
);

behaviour(
  'whoever leaves makes room for another connection',
  async ({ nats }) => {
    const first = await nats();
    await nats();

    first.send('GARBAGE\r\n');
    await first.readToEnd();

    expect(await (await nats()).flushLines()).toEqual([]);
  },
  FIVE_CONNECTIONS,
);

// Eight are those of the server's own connection, without which the real server does not start.
const NINE_SUBSCRIPTIONS = {
  realConfig: 'max_subscriptions: 9',
  embeddedLimits: { subscriptionsMax: 9 },
};
const nineSubs = Array.from({ length: 9 }, (_, i) => `SUB a ${i}\r\n`).join('');

for (const [name, sub] of [
  ['one subscription too many', 'SUB a 9\r\n'],
  ['an ID in use, when there are as many as there may be,', 'SUB b 3\r\n'],
  ['one too many on a subject that makes no sense', 'SUB a..b 9\r\n'],
] as const) {
  behaviour(
    `${name} is refused, and the connection goes on`,
    async ({ openSocket }) => {
      const socket = await openSocket();
      await socket.readLine();
      socket.send(`${CONNECT}${nineSubs}`);
      for (let i = 0; i < 10; i++) expect(await socket.readLine()).toBe('+OK');

      socket.send(sub);

      expect(await socket.flushLines()).toEqual(["-ERR 'maximum subscriptions exceeded'"]);
    },
    NINE_SUBSCRIPTIONS,
  );
}

behaviour(
  'UNSUB makes room for another subscription',
  async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();
    socket.send(`${CONNECT}${nineSubs}UNSUB 0\r\nSUB b 9\r\n`);

    expect(await socket.flushLines()).toEqual(Array.from({ length: 12 }, () => '+OK'));
  },
  NINE_SUBSCRIPTIONS,
);

// Room for what the real server says to itself.
const SMALL_PAYLOADS = {
  realConfig: 'max_payload: 300',
  embeddedLimits: { payloadBytesMax: 300 },
};

behaviour(
  'INFO says how large a payload may be',
  async ({ openSocket }) => {
    expect(await (await openSocket()).readLine()).toContain('"max_payload":300,');
  },
  SMALL_PAYLOADS,
);

behaviour(
  'a payload as large as may be is taken',
  async ({ nats }) => {
    const client = await nats();
    client.send(`SUB a 1\r\nPUB a 300\r\n${'x'.repeat(300)}\r\n`);

    expect(await client.flushLines()).toEqual(['MSG a 1 300']);
  },
  SMALL_PAYLOADS,
);

behaviour(
  'a larger one ends the connection before it has come',
  async ({ nats }) => {
    const client = await nats();

    client.send('PUB a 301\r\n');

    expect(await client.readToEnd()).toEqual(["-ERR 'Maximum Payload Violation'"]);
  },
  SMALL_PAYLOADS,
);

const SHORT_LINES = {
  realConfig: 'max_control_line: 600',
  embeddedLimits: { controlLineBytesMax: 600 },
};

behaviour(
  'a line that is too long and has no end ends the connection',
  async ({ nats }) => {
    const client = await nats();

    client.send(`SUB ${'x'.repeat(601)}`);

    expect(await client.readToEnd()).toEqual(["-ERR 'Maximum Control Line Exceeded'"]);
  },
  SHORT_LINES,
);

behaviour(
  'a line that comes whole may be longer',
  async ({ nats }) => {
    const client = await nats();

    client.send(`SUB ${'x'.repeat(601)} 1\r\n`);

    expect(await client.flushLines()).toEqual([]);
  },
  SHORT_LINES,
);
