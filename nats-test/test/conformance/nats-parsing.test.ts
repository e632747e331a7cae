import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('nats-parsing');

behaviour('ops may come one byte at a time', async ({ nats }) => {
  const client = await nats();
  const script =
    'SUB a.b q 1\r\nPUB a.b re.ply 5\r\nh\r\no!\r\nUNSUB 1 2\r\nPUB a.b 0\r\n\r\nPONG\r\nPING\r\n';

  for (const byte of Buffer.from(script)) {
    client.send(Buffer.from([byte]));
    // Without a turn in between, the bytes would share a packet.
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect([await client.readLine(), await client.readLine(), await client.readLine()]).toEqual([
    'MSG a.b 1 re.ply 5',
    'MSG a.b 1 0',
    'PONG',
  ]);
});

behaviour('ops may be cut in two at any byte', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\n');
  const script = Buffer.from('PUB a re 4\r\n\r\n\r\n\r\nPUB a 1\r\nx\r\n');

  for (let cut = 1; cut < script.length; cut++) {
    client.send(script.subarray(0, cut));
    await new Promise((resolve) => setImmediate(resolve));
    client.send(script.subarray(cut));
    expect(await client.flushLines(), `cut after byte ${cut}`).toEqual([
      'MSG a 1 re 4',
      'MSG a 1 1',
    ]);
  }
});

behaviour('many ops may share one packet', async ({ nats }) => {
  const client = await nats();
  client.send(`SUB a 1\r\n${'PUB a 1\r\nx\r\n'.repeat(500)}`);

  expect(await client.flushLines()).toHaveLength(500);
});

behaviour('a large payload in small pieces arrives whole', async ({ nats }) => {
  const client = await nats();
  const payload = Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 251));
  client.send(`SUB a 1\r\nPUB a ${payload.length}\r\n`);
  for (let from = 0; from < payload.length; from += 7_001) {
    client.send(payload.subarray(from, from + 7_001));
    await new Promise((resolve) => setImmediate(resolve));
  }
  client.send('\r\n');

  const [message] = await client.flush();

  expect(message?.kind === 'msg' && message.payload.equals(payload)).toBe(true);
});

behaviour('ops may be written in lower or mixed case', async ({ nats }) => {
  const client = await nats();
  client.send('sub a 1\r\nPub a 1\r\nx\r\nunSUB 1\r\npub a 0\r\n\r\nping\r\n');

  expect([await client.readLine(), await client.readLine()]).toEqual(['MSG a 1 1', 'PONG']);
});

behaviour('words may be parted by tabs and many blanks', async ({ nats }) => {
  const client = await nats();
  client.send('SUB\ta\t  q \t1\r\nPUB  \t a  re\t1\r\nx\r\n');

  expect(await client.flushLines()).toEqual(['MSG a 1 re 1']);
});

behaviour('blanks at the end of a line are no word', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1 \t\r\nPUB a 1 \r\nx\r\nUNSUB 1 \r\nPUB a 0\r\n\r\n');

  expect(await client.flushLines()).toEqual(['MSG a 1 1']);
});

behaviour('a line may end in LF alone', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\nPUB a 1\nx\r\nPING\n');

  expect([await client.readLine(), await client.readLine()]).toEqual(['MSG a 1 1', 'PONG']);
});

behaviour('PING and PONG may carry anything up to their line end', async ({ nats }) => {
  const client = await nats();
  client.send('PONG with words\r\nPINGPONG\r\n');

  expect(await client.readLine()).toBe('PONG');
});

behaviour('+OK from a client is ignored', async ({ nats }) => {
  const client = await nats();
  client.send('+OK\r\n');

  expect(await client.flushLines()).toEqual([]);
});

behaviour('INFO from a client is ignored', async ({ nats }) => {
  const client = await nats();
  client.send('INFO {"server_id":"x"}\r\n');

  expect(await client.flushLines()).toEqual([]);
});

behaviour('-ERR from a client closes its connection without a word', async ({ nats }) => {
  const client = await nats();
  client.send("-ERR 'mine'\r\n");

  expect(await client.readToEnd()).toEqual([]);
});

for (const line of [
  'FOO',
  'SUB',
  'PUB',
  'MSG a 1 0',
  'HPUB a 12 12',
  'RSUB a 1',
  'A+ acc',
  'LS+ a',
  'PUX a 0',
  'SUBx a 1',
  'CONNEXT {}',
  ' PING',
  '\r\n',
  '{}',
]) {
  const closes = line === 'MSG a 1 0' ? 'is no op of a client' : 'is no op';
  behaviour(
    `${JSON.stringify(line)} ${closes}: -ERR and the connection is closed`,
    async ({ nats }) => {
      const client = await nats();
      client.send(`${line}\r\n`);

      expect(await client.readToEnd()).toEqual(["-ERR 'Unknown Protocol Operation'"]);
    },
  );
}

behaviour('garbage bytes: -ERR and the connection is closed', async ({ nats }) => {
  const client = await nats();
  client.send(Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x00]));

  expect(await client.readToEnd()).toEqual(["-ERR 'Unknown Protocol Operation'"]);
});

behaviour('an HTTP request is told that it speaks the wrong protocol', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();
  socket.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n');

  expect(await socket.readToEnd()).toEqual(["-ERR 'Unknown Protocol Operation'"]);
});

for (const op of [
  'SUB ',
  'SUB a',
  'SUB a q 1 2',
  'PUB ',
  'PUB a',
  'PUB a b c 1',
  'PUB a x',
  'PUB a -1',
  'PUB a 1x',
  'UNSUB ',
  'UNSUB 1 2 3',
]) {
  behaviour(
    `"${op}" has the wrong words: the connection is closed without a word`,
    async ({ nats }) => {
      const client = await nats();
      client.send(`${op}\r\n`);

      expect(await client.readToEnd()).toEqual([]);
    },
  );
}

behaviour('a size of a terabyte is over max_payload', async ({ nats }) => {
  const client = await nats();
  client.send('PUB a 999999999999\r\n');

  expect(await client.readToEnd()).toEqual(["-ERR 'Maximum Payload Violation'"]);
});

behaviour('a payload longer than its size: -ERR and the connection is closed', async ({ nats }) => {
  const client = await nats();
  client.send('PUB a 1\r\nxyz\r\n');

  expect(await client.readToEnd()).toEqual(["-ERR 'Unknown Protocol Operation'"]);
});

behaviour('what came before a broken op was done', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\nPUB a 2\r\nhi\r\nFOO\r\n');

  expect(await client.readToEnd()).toEqual(['MSG a 1 2', "-ERR 'Unknown Protocol Operation'"]);
});

behaviour('one client that breaks the protocol does not harm another', async ({ nats }) => {
  const good = await nats();
  const bad = await nats();
  good.send('SUB a 1\r\n');
  await good.flush();
  bad.send('FOO\r\n');
  await bad.readToEnd();

  good.send('PUB a 0\r\n\r\n');

  expect(await good.flushLines()).toEqual(['MSG a 1 0']);
});

behaviour(
  'a line without end: -ERR when it is longer than 4096 bytes, and the connection is closed',
  async ({ nats }) => {
    const client = await nats();
    client.send(`SUB ${'a'.repeat(5000)}`);

    expect(await client.readToEnd()).toEqual(["-ERR 'Maximum Control Line Exceeded'"]);
  },
);

behaviour('a long line is taken as long as it is no longer than 4096 bytes', async ({ nats }) => {
  const client = await nats();
  const subject = 'a'.repeat(4000);
  client.send(`SUB ${subject} 1\r\nPUB ${subject} 0\r\n\r\n`);

  expect(await client.flushLines()).toEqual([`MSG ${subject} 1 0`]);
});
