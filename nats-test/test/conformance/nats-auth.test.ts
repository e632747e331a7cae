import { expect } from 'vitest';

import type { RawNatsClient } from '../support/raw-nats-client';
import { conformance } from './behaviour';
import { StanClient } from './stan-client';

const behaviour = conformance('nats-auth');

const USER = { args: ['-user', 'bob', '-pass', 'secret'] };
const TOKEN = { args: ['-auth', 'tok'] };
const VIOLATION = ["-ERR 'Authorization Violation'"];

/** Sends this behind the greeting. @returns the lines that come until the server closes */
async function refusal(socket: RawNatsClient, bytes: string): Promise<string[]> {
  await socket.readLine();
  socket.send(bytes);
  return socket.readToEnd();
}

for (const [args, isRequired] of [
  [USER.args, true],
  [TOKEN.args, true],
  [['-user', 'bob'], true],
  [['-pass', 'secret'], false],
] as const) {
  behaviour(
    `INFO with ${args.join(' ')}: ${isRequired ? 'auth_required, behind the port' : 'no auth_required'}`,
    async ({ openSocket }) => {
      const info = await (await openSocket()).readLine();

      const keys = Object.keys(JSON.parse(info.slice('INFO '.length)) as object);
      expect(keys.slice(keys.indexOf('port') + 1)).toEqual([
        ...(isRequired ? ['auth_required'] : []),
        'max_payload',
        'client_id',
      ]);
    },
    { args },
  );
}

for (const [args, options] of [
  [USER.args, { user: 'bob', pass: 'secret' }],
  [USER.args, { USER: 'bob', Pass: 'secret' }],
  [USER.args, { user: 'bob', pass: 'secret', auth_token: 'other' }],
  [TOKEN.args, { auth_token: 'tok' }],
  [['-user', 'bob'], { user: 'bob' }],
  [['-pass', 'secret'], {}],
  [[...USER.args, ...TOKEN.args], { auth_token: 'tok' }],
] as const) {
  behaviour(
    `${args.join(' ')}: ${JSON.stringify(options)} is let in`,
    async ({ openSocket }) => {
      const socket = await openSocket();
      await socket.readLine();

      socket.send(`CONNECT ${JSON.stringify({ verbose: true, ...options })}\r\nPING\r\n`);

      expect([await socket.readLine(), await socket.readLine()]).toEqual(['+OK', 'PONG']);
    },
    { args },
  );
}

for (const [args, options] of [
  [USER.args, {}],
  [USER.args, { user: 'bob' }],
  [USER.args, { user: 'bob', pass: 'Secret' }],
  [USER.args, { user: 'eve', pass: 'secret' }],
  [USER.args, { auth_token: 'secret' }],
  [TOKEN.args, { auth_token: 'to' }],
  [TOKEN.args, { user: 'tok', pass: 'tok' }],
  [[...USER.args, ...TOKEN.args], { user: 'bob', pass: 'secret' }],
] as const) {
  behaviour(
    `${args.join(' ')}: ${JSON.stringify(options)} is turned away`,
    async ({ openSocket }) => {
      const connect = `CONNECT ${JSON.stringify({ verbose: true, ...options })}\r\nPING\r\n`;

      expect(await refusal(await openSocket(), connect)).toEqual(VIOLATION);
    },
    { args },
  );
}

for (const bytes of ['PING\r\n', 'PUB a 1\r\nx\r\n', 'SUB a 1\r\n', '+OK\r\n', '\r\n', 'P', '{']) {
  behaviour(
    `${JSON.stringify(bytes)} before CONNECT is a violation`,
    async ({ openSocket }) => {
      expect(await refusal(await openSocket(), bytes)).toEqual(VIOLATION);
    },
    USER,
  );
}

behaviour(
  'what begins as CONNECT and is none is an unknown operation',
  async ({ openSocket }) => {
    expect(await refusal(await openSocket(), 'COOL\r\n')).toEqual([
      "-ERR 'Unknown Protocol Operation'",
    ]);
  },
  USER,
);

behaviour(
  'CONNECT may come in pieces',
  async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();
    const connect = 'CONNECT {"verbose":false,"user":"bob","pass":"secret"}\r\nPING\r\n';

    for (const byte of connect) {
      socket.send(byte);
      await new Promise(setImmediate);
    }

    expect(await socket.readLine()).toBe('PONG');
  },
  USER,
);

behaviour(
  'CONNECT that is no JSON ends the connection without a word',
  async ({ openSocket }) => {
    expect(await refusal(await openSocket(), 'CONNECT {\r\n')).toEqual([]);
  },
  USER,
);

behaviour(
  'a second CONNECT is looked at, too',
  async ({ nats }) => {
    const client = await nats({ user: 'bob', pass: 'secret' });
    client.send('CONNECT {"name":"n"}\r\n');
    expect(await client.flushLines()).toEqual([]);

    client.send('CONNECT {"user":"eve"}\r\n');

    expect(await client.readToEnd()).toEqual(VIOLATION);
  },
  USER,
);

behaviour(
  'who says nothing for a second is turned away',
  async ({ openSocket, target }) => {
    const socket = await openSocket();
    await socket.readLine();

    await target.elapse(1100);

    expect(await socket.readToEnd()).toEqual(["-ERR 'Authentication Timeout'"]);
  },
  USER,
);

behaviour(
  'who was let in stays',
  async ({ nats, target }) => {
    const client = await nats({ user: 'bob', pass: 'secret' });

    await target.elapse(1500);

    expect(await client.flushLines()).toEqual([]);
  },
  USER,
);

behaviour(
  'NATS Streaming works behind it',
  async ({ nats, target }) => {
    const connection = await nats({ user: 'bob', pass: 'secret' });
    const client = await StanClient.connect(connection, target.clusterId);
    const subscription = await client.subscribe('a');

    await client.publish('a', 'hello');

    expect((await subscription.next()).data.toString()).toBe('hello');
  },
  USER,
);
