import { expect } from 'vitest';

import { conformance, type Stage } from './behaviour';

const behaviour = conformance('nats-subjects');

/** Which of `patterns` get a message that is published to `subject`. */
async function matching(
  stage: Stage,
  subject: string,
  patterns: readonly string[],
): Promise<string[]> {
  const client = await stage.nats();
  patterns.forEach((pattern, index) => {
    client.send(`SUB ${pattern} ${index}\r\n`);
  });
  client.publish(subject);
  const ops = await client.flush();
  return ops
    .map((op) => (op.kind === 'msg' ? Number(op.sid) : -1))
    .sort((a, b) => a - b)
    .map((sid) => patterns[sid] ?? 'an op that is no MSG');
}

behaviour('* stands for exactly one token', async (stage) => {
  expect(
    await matching(stage, 'a.b.c', [
      'a.*.c',
      '*.b.c',
      'a.b.*',
      '*.*.*',
      '*',
      '*.*',
      'a.*',
      '*.*.*.*',
    ]),
  ).toEqual(['a.*.c', '*.b.c', 'a.b.*', '*.*.*']);
});

behaviour('> stands for one token or more at the end', async (stage) => {
  expect(
    await matching(stage, 'a.b.c', ['>', 'a.>', 'a.b.>', 'a.b.c.>', 'b.>', '*.>', '*.*.>']),
  ).toEqual(['>', 'a.>', 'a.b.>', '*.>', '*.*.>']);
});

behaviour('> does not stand for no token at all', async (stage) => {
  expect(await matching(stage, 'a', ['a.>', '>', 'a'])).toEqual(['>', 'a']);
});

behaviour('two subscriptions on one pattern both get the message', async (stage) => {
  expect(await matching(stage, 'a.b', ['*.*', '*.*'])).toEqual(['*.*', '*.*']);
});

behaviour('* and > inside of a longer token are letters like others', async (stage) => {
  expect(await matching(stage, 'a*.b>', ['a*.b>', 'a*.*', 'ab.bc', '*.b>'])).toEqual([
    'a*.b>',
    'a*.*',
    '*.b>',
  ]);
});

behaviour(
  'a published subject may hold wildcards: they match as tokens, not as wildcards',
  async (stage) => {
    expect(await matching(stage, 'a.*', ['a.*', 'a.b', 'a.>', '*.*'])).toEqual([
      'a.*',
      'a.>',
      '*.*',
    ]);
  },
);

behaviour('a published > is a token that only wildcards match', async (stage) => {
  expect(await matching(stage, 'a.>', ['a.>', 'a.*', 'a.b', '>'])).toEqual(['a.>', 'a.*', '>']);
});

behaviour('subjects are case sensitive', async (stage) => {
  expect(await matching(stage, 'Ticket.Created', ['ticket.created', 'Ticket.Created'])).toEqual([
    'Ticket.Created',
  ]);
});

behaviour('a subject may hold letters of any alphabet and most signs', async (stage) => {
  expect(await matching(stage, 'ticket:created/€-ü_$', ['ticket:created/€-ü_$'])).toEqual([
    'ticket:created/€-ü_$',
  ]);
});

behaviour('a published subject with an empty token reaches full wildcards only', async (stage) => {
  expect(await matching(stage, 'a..b', ['>', 'a.>', 'a.*.b', 'a.b'])).toEqual([
    '>',
    'a.>',
    'a.*.b',
  ]);
});

for (const subject of ['a..b', '.a', 'a.', '.', 'a.>.b', '>.a']) {
  behaviour(`SUB ${subject} is refused, and the connection stays`, async ({ nats }) => {
    const client = await nats();

    client.send(`SUB ${subject} 1\r\n`);

    expect(await client.flushLines()).toEqual(["-ERR 'Invalid Subject'"]);
    expect(await client.flushLines()).toEqual([]);
  });
}

behaviour('a refused SUB has no +OK, and its sid stays free', async ({ nats }) => {
  const client = await nats({ verbose: true });
  client.send('SUB a. 1\r\n');
  expect(await client.flushLines()).toEqual(["-ERR 'Invalid Subject'"]);

  client.send('SUB a 1\r\nPUB a 0\r\n\r\n');

  expect(await client.flushLines()).toEqual(['+OK', '+OK', 'MSG a 1 0']);
});

for (const subject of ['a.*', '*', 'a.>', '>', 'a..b', '.a', 'a.']) {
  behaviour(
    `a pedantic connection is told of PUB ${subject}, which is delivered all the same`,
    async ({ nats }) => {
      const client = await nats({ pedantic: true });
      const listener = await nats();
      listener.send('SUB > 1\r\n');
      await listener.flush();

      client.send(`PUB ${subject} 1\r\nx\r\n`);

      expect(await client.flushLines()).toEqual(["-ERR 'Invalid Publish Subject'"]);
      expect((await listener.readOp()).line).toBe(`MSG ${subject} 1 1`);
    },
  );
}

behaviour('a connection that is not pedantic hears nothing of such a subject', async ({ nats }) => {
  const client = await nats();

  client.send('PUB a..b 0\r\n\r\nPUB a.* 0\r\n\r\n');

  expect(await client.flushLines()).toEqual([]);
});
