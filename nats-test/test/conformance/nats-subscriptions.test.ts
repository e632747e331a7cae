import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('nats-subscriptions');

behaviour('two subscriptions of one connection get a message each', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\nSUB a.* 2\r\nSUB > 3\r\nPUB a 0\r\n\r\n');

  expect((await client.flushLines()).sort()).toEqual(['MSG a 1 0', 'MSG a 3 0']);
});

behaviour('a sid is any word', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a my-sid.1\r\nPUB a 0\r\n\r\n');

  expect(await client.flushLines()).toEqual(['MSG a my-sid.1 0']);
});

behaviour(
  'a sid that is taken: the second SUB is ignored, and still has its +OK',
  async ({ nats }) => {
    const client = await nats({ verbose: true });
    client.send('SUB a 1\r\nSUB b 1\r\n');
    expect(await client.flushLines()).toEqual(['+OK', '+OK']);

    client.send('PUB a 0\r\n\r\nPUB b 0\r\n\r\n');

    expect(await client.flushLines()).toEqual(['+OK', 'MSG a 1 0', '+OK']);
  },
);

behaviour('sids of two connections have nothing to do with each other', async ({ nats }) => {
  const one = await nats();
  const other = await nats();
  one.send('SUB a 1\r\n');
  other.send('SUB b 1\r\nUNSUB 1\r\n');
  await Promise.all([one.flush(), other.flush()]);

  other.publish('a');

  expect(await one.readLine()).toBe('MSG a 1 0');
});

behaviour('after UNSUB nothing comes any more', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\nUNSUB 1\r\nPUB a 0\r\n\r\n');

  expect(await client.flushLines()).toEqual([]);
});

behaviour('UNSUB of a sid that is not there is no error', async ({ nats }) => {
  const client = await nats({ verbose: true });
  client.send('UNSUB 99\r\n');

  expect(await client.flushLines()).toEqual(['+OK']);
});

behaviour(
  'UNSUB with a maximum ends the subscription after that many messages',
  async ({ nats }) => {
    const client = await nats();
    client.send('SUB a 1\r\nUNSUB 1 2\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nPUB a 1\r\n3\r\n');

    expect(await client.flushLines()).toEqual(['MSG a 1 1', 'MSG a 1 1']);
  },
);

behaviour('the maximum of UNSUB counts from the start of the subscription', async ({ nats }) => {
  const client = await nats();
  client.send(
    'SUB a 1\r\nPUB a 0\r\n\r\nPUB a 0\r\n\r\nUNSUB 1 3\r\nPUB a 0\r\n\r\nPUB a 0\r\n\r\n',
  );

  expect(await client.flushLines()).toHaveLength(3);
});

behaviour(
  'a maximum that is passed already: the next message ends the subscription and is not delivered',
  async ({ nats }) => {
    const client = await nats();
    client.send('SUB a 1\r\nPUB a 0\r\n\r\nPUB a 0\r\n\r\nUNSUB 1 1\r\nPUB a 0\r\n\r\n');

    expect(await client.flushLines()).toHaveLength(2);
  },
);

behaviour(
  'UNSUB without a maximum takes back an earlier one and ends the subscription at once',
  async ({ nats }) => {
    const client = await nats();
    client.send('SUB a 1\r\nUNSUB 1 5\r\nUNSUB 1\r\nPUB a 0\r\n\r\n');

    expect(await client.flushLines()).toEqual([]);
  },
);

for (const max of ['0', '-1', 'x']) {
  behaviour(`UNSUB with the maximum ${max} ends the subscription at once`, async ({ nats }) => {
    const client = await nats();
    client.send(`SUB a 1\r\nUNSUB 1 ${max}\r\nPUB a 0\r\n\r\n`);

    expect(await client.flushLines()).toEqual([]);
  });
}

behaviour('a sid is free again after its last message', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\nUNSUB 1 1\r\nPUB a 0\r\n\r\nSUB b 1\r\nPUB b 0\r\n\r\n');

  expect(await client.flushLines()).toEqual(['MSG a 1 0', 'MSG b 1 0']);
});

behaviour('one member of a queue group gets a message', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a workers 1\r\nSUB a workers 2\r\nSUB a workers 3\r\nPUB a 0\r\n\r\n');

  expect(await client.flushLines()).toHaveLength(1);
});

behaviour('a queue group shares the messages between its members', async ({ nats }) => {
  const publisher = await nats();
  const members = await Promise.all([nats(), nats()]);
  for (const member of members) member.send('SUB a workers 1\r\n');
  await Promise.all(members.map((member) => member.flush()));

  for (let count = 0; count < 200; count++) publisher.publish('a');
  await publisher.flush();
  const counts = (await Promise.all(members.map((member) => member.flush()))).map(
    (ops) => ops.length,
  );

  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
  // Members are picked at random: fewer than 50 of 200 has a chance below one in 10^12.
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(50);
});

behaviour(
  'every queue group gets every message, and so does a plain subscription',
  async ({ nats }) => {
    const client = await nats();
    client.send('SUB a one 1\r\nSUB a two 2\r\nSUB a 3\r\nPUB a 0\r\n\r\n');

    expect((await client.flushLines()).sort()).toEqual(['MSG a 1 0', 'MSG a 2 0', 'MSG a 3 0']);
  },
);

behaviour(
  'members of one queue name share a message even when their patterns differ',
  async ({ nats }) => {
    const client = await nats();
    client.send('SUB a.b q 1\r\nSUB a.* q 2\r\nPUB a.b 0\r\n\r\n');

    expect(await client.flushLines()).toHaveLength(1);
  },
);

behaviour('a member that left a queue group gets nothing more', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a q 1\r\nSUB a q 2\r\nUNSUB 1\r\n');
  for (let count = 0; count < 20; count++) client.publish('a');

  expect(await client.flushLines()).toEqual(Array.from({ length: 20 }, () => 'MSG a 2 0'));
});

behaviour('the subscriptions of a connection end with it', async ({ nats }) => {
  const gone = await nats();
  const stays = await nats();
  gone.send('SUB a q 1\r\n');
  stays.send('SUB a q 1\r\n');
  await Promise.all([gone.flush(), stays.flush()]);
  gone.send('bye\r\n');
  await gone.readToEnd();

  for (let count = 0; count < 20; count++) stays.publish('a');

  expect(await stays.flushLines()).toHaveLength(20);
});
