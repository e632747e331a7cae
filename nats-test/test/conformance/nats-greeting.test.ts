import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('nats-greeting');

behaviour(
  'the server speaks first: one INFO line of JSON, its keys in this order',
  async ({ target, openSocket }) => {
    const socket = await openSocket();

    const line = await socket.readLine();

    expect(line).toMatch(/^INFO \{.*\} $/);
    const info = JSON.parse(line.slice('INFO '.length)) as Record<string, unknown>;
    // Official builds have one more key, git_commit.
    expect(Object.keys(info).filter((key) => key !== 'git_commit')).toEqual([
      'server_id',
      'server_name',
      'version',
      'proto',
      'go',
      'host',
      'port',
      'max_payload',
      'client_id',
    ]);
    expect(info).toMatchObject({
      version: '2.1.4',
      proto: 1,
      host: target.host,
      port: target.port,
      max_payload: 1048576,
    });
    expect(info['server_id']).toMatch(/^N[A-Z2-7]{55}$/);
    expect(info['server_name']).toBe(info['server_id']);
  },
);

behaviour('INFO offers neither headers nor TLS nor authentication', async ({ openSocket }) => {
  const info = await (await openSocket()).readLine();

  expect(info).not.toMatch(/headers|tls_|auth_required|nonce/);
});

behaviour(
  'INFO numbers the connections, so that each client_id is a new one',
  async ({ openSocket }) => {
    const lines = [await (await openSocket()).readLine(), await (await openSocket()).readLine()];

    const [first, second] = lines.map((line) => /"client_id":(\d+)/.exec(line)?.[1]);
    expect(Number(second)).toBe(Number(first) + 1);
  },
);

behaviour('before CONNECT a connection is verbose', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();

  socket.send('SUB early 1\r\n');

  expect(await socket.readLine()).toBe('+OK');
});

behaviour('before CONNECT a connection is pedantic', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();

  socket.send('PUB a.* 0\r\n\r\n');

  expect(await socket.flushLines()).toEqual(["-ERR 'Invalid Publish Subject'", '+OK']);
});

behaviour('a PING needs no CONNECT', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();

  expect(await socket.flushLines()).toEqual([]);
});

behaviour('CONNECT {} keeps the defaults: verbose and pedantic', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();

  socket.send('CONNECT {}\r\nPUB a.* 0\r\n\r\n');

  expect(await socket.flushLines()).toEqual(['+OK', "-ERR 'Invalid Publish Subject'", '+OK']);
});

behaviour(
  'a verbose connection hears +OK for CONNECT, SUB, PUB and UNSUB, but not for PING and PONG',
  async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();

    socket.send('CONNECT {"verbose":true,"pedantic":false}\r\n');
    expect(await socket.flushLines()).toEqual(['+OK']);
    socket.send('SUB a 1\r\n');
    expect(await socket.flushLines()).toEqual(['+OK']);
    socket.send('PUB b 0\r\n\r\n');
    expect(await socket.flushLines()).toEqual(['+OK']);
    socket.send('UNSUB 1\r\n');
    expect(await socket.flushLines()).toEqual(['+OK']);
    socket.send('PONG\r\n');
    expect(await socket.flushLines()).toEqual([]);
  },
);

behaviour('a verbose publisher hears +OK before its own message comes back', async ({ nats }) => {
  const client = await nats({ verbose: true });
  client.send('SUB a 1\r\n');
  await client.flush();

  client.send('PUB a 2\r\nhi\r\n');

  expect(await client.flushLines()).toEqual(['+OK', 'MSG a 1 2']);
});

behaviour('a quiet connection hears nothing for what went well', async ({ nats }) => {
  const client = await nats();

  client.send('SUB a 1\r\nPUB b 0\r\n\r\nUNSUB 1\r\n');

  expect(await client.flushLines()).toEqual([]);
});

behaviour('a second CONNECT changes the options', async ({ nats }) => {
  const client = await nats();

  client.send('CONNECT {"verbose":true}\r\nSUB a 1\r\n');

  expect(await client.flushLines()).toEqual(['+OK', '+OK']);
});

behaviour('a second CONNECT keeps the options that it does not name', async ({ nats }) => {
  const client = await nats({ pedantic: true });

  client.send('CONNECT {"verbose":false}\r\nPUB a.* 0\r\n\r\n');

  expect(await client.flushLines()).toEqual(["-ERR 'Invalid Publish Subject'"]);
});

behaviour(
  'a client protocol number above 1 is refused and the connection closed',
  async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();

    socket.send('CONNECT {"verbose":false,"protocol":2}\r\n');

    expect(await socket.readToEnd()).toEqual(["-ERR 'invalid client protocol'"]);
  },
);

behaviour(
  'a CONNECT that is no JSON closes the connection without a word',
  async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();

    socket.send('CONNECT {verbose}\r\n');

    expect(await socket.readToEnd()).toEqual([]);
  },
);

behaviour(
  'a CONNECT with an option of the wrong type closes the connection without a word',
  async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();

    socket.send('CONNECT {"verbose":"yes"}\r\n');

    expect(await socket.readToEnd()).toEqual([]);
  },
);

behaviour('options that the server does not know are no error', async ({ nats }) => {
  const client = await nats({
    headers: true,
    no_responders: true,
    lang: 'test',
    version: '1',
    name: 'x',
  });

  client.send('PUB nobody.listens reply.here 0\r\n\r\n');

  expect(await client.flushLines()).toEqual([]);
});

behaviour(
  'a request that nobody listens to gets no answer: there is no no_responders',
  async ({ nats }) => {
    const client = await nats({ headers: true, no_responders: true });
    client.send('SUB inbox 1\r\nPUB nobody inbox 0\r\n\r\n');

    expect(await client.flushLines()).toEqual([]);
  },
);

behaviour('every PING gets its PONG, in order with what was sent before', async ({ nats }) => {
  const client = await nats();

  client.send('SUB a 1\r\nPUB a 1\r\nx\r\nPING\r\nPUB a 1\r\ny\r\nPING\r\nPING\r\n');

  const lines = [];
  while (lines.length < 5) lines.push(await client.readLine());
  expect(lines).toEqual(['MSG a 1 1', 'PONG', 'MSG a 1 1', 'PONG', 'PONG']);
});
