import { expect } from 'vitest';

import type { ServerOp } from '../support/raw-nats-client';
import { conformance } from './behaviour';

const behaviour = conformance('nats-publish');

const MAX_PAYLOAD_BYTES = 1_048_576;

function payloads(ops: readonly ServerOp[]): Buffer[] {
  return ops.map((op) => (op.kind === 'msg' ? op.payload : Buffer.from(op.line)));
}

behaviour('a message reaches another connection byte for byte', async ({ nats }) => {
  const publisher = await nats();
  const listener = await nats();
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  listener.send('SUB bytes 1\r\n');
  await listener.flush();

  publisher.publish('bytes', everyByte);

  expect(payloads([await listener.readOp()])).toEqual([everyByte]);
});

behaviour('a payload may be empty', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\nPUB a 0\r\n\r\nPUB a 1\r\nx\r\n');

  const ops = await client.flush();

  expect(ops.map((op) => op.line)).toEqual(['MSG a 1 0', 'MSG a 1 1']);
  expect(payloads(ops)).toEqual([Buffer.alloc(0), Buffer.from('x')]);
});

behaviour('a payload may hold line ends and protocol lines', async ({ nats }) => {
  const client = await nats();
  const payload = 'PUB a 1\r\nx\r\nPING\r\n\r\n';
  client.send('SUB a 1\r\n');
  client.publish('a', payload);

  expect(payloads(await client.flush())).toEqual([Buffer.from(payload)]);
});

behaviour('a reply subject is passed on', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\nPUB a _INBOX.x.1 2\r\nhi\r\n');

  expect(await client.flushLines()).toEqual(['MSG a 1 _INBOX.x.1 2']);
});

behaviour('a reply subject is not checked', async ({ nats }) => {
  const client = await nats({ pedantic: true });
  client.send('SUB a 1\r\nPUB a ..*> 0\r\n\r\n');

  expect(await client.flushLines()).toEqual(['MSG a 1 ..*> 0']);
});

behaviour('a client gets its own messages', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\nPUB a 0\r\n\r\n');

  expect(await client.flushLines()).toEqual(['MSG a 1 0']);
});

behaviour(
  'with echo false a client does not get its own messages, but others do',
  async ({ nats }) => {
    const client = await nats({ echo: false });
    const other = await nats();
    client.send('SUB a 1\r\n');
    other.send('SUB a 1\r\n');
    await Promise.all([client.flush(), other.flush()]);

    client.send('PUB a 0\r\n\r\n');

    expect(await client.flushLines()).toEqual([]);
    expect(await other.readLine()).toBe('MSG a 1 0');
    other.send('PUB a 0\r\n\r\n');
    expect(await client.readLine()).toBe('MSG a 1 0');
  },
);

behaviour('a payload of exactly max_payload is taken', async ({ nats }) => {
  const client = await nats();
  client.send('SUB a 1\r\n');
  client.publish('a', Buffer.alloc(MAX_PAYLOAD_BYTES, 'x'));

  expect(await client.flushLines()).toEqual([`MSG a 1 ${MAX_PAYLOAD_BYTES}`]);
});

behaviour(
  'a payload over max_payload: -ERR as soon as its size is read, then the connection is closed',
  async ({ nats }) => {
    const client = await nats();

    client.send(`PUB a ${MAX_PAYLOAD_BYTES + 1}\r\n`);

    expect(await client.readToEnd()).toEqual(["-ERR 'Maximum Payload Violation'"]);
  },
);

behaviour('what came before a payload over max_payload is delivered', async ({ nats }) => {
  const client = await nats();
  const listener = await nats();
  listener.send('SUB a 1\r\n');
  await listener.flush();

  client.send(`PUB a 2\r\nhi\r\nPUB a ${MAX_PAYLOAD_BYTES + 1}\r\n`);

  expect(await listener.readLine()).toBe('MSG a 1 2');
});

behaviour('messages of one publisher arrive in the order of sending', async ({ nats }) => {
  const publisher = await nats();
  const listener = await nats();
  const sent = Array.from({ length: 2000 }, (_, index) => `message ${index}`);
  listener.send('SUB many 1\r\n');
  await listener.flush();

  for (const text of sent) publisher.publish('many', text);

  const received = [];
  for (const _ of sent) received.push(await listener.readOp());
  expect(payloads(received).map(String)).toEqual(sent);
});

behaviour('a client that is gone does not keep messages from others', async ({ nats }) => {
  const gone = await nats();
  const listener = await nats();
  const publisher = await nats();
  gone.send('SUB a 1\r\n');
  listener.send('SUB a 1\r\n');
  await Promise.all([gone.flush(), listener.flush()]);

  gone.destroy();
  publisher.publish('a', 'x');

  expect(await listener.readLine()).toBe('MSG a 1 1');
});
