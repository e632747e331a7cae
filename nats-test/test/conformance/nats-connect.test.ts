import { expect } from 'vitest';

import { conformance } from './behaviour';

const behaviour = conformance('nats-connect');

for (const options of ['{"user":5}', '{"protocol":1.5}', '{"verbose":"yes"}', '[]', '{']) {
  behaviour(`CONNECT ${options} ends the connection without a word`, async ({ openSocket }) => {
    const socket = await openSocket();
    await socket.readLine();

    socket.send(`CONNECT ${options}\r\n`);

    expect(await socket.readToEnd()).toEqual([]);
  });
}

behaviour('an account is refused: there are none to choose from', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();

  socket.send('CONNECT {"account":"x"}\r\n');

  expect(await socket.readToEnd()).toEqual(["-ERR 'account missing'"]);
});

behaviour('a protocol that there is not yet is refused', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();

  socket.send('CONNECT {"protocol":2}\r\n');

  expect(await socket.readToEnd()).toEqual(["-ERR 'invalid client protocol'"]);
});

behaviour('a second CONNECT changes only what it names', async ({ openSocket }) => {
  const socket = await openSocket();
  await socket.readLine();

  socket.send('CONNECT {"verbose":false}\r\nCONNECT {"name":"n"}\r\nSUB a 1\r\nPING\r\n');

  expect(await socket.readLine()).toBe('PONG');
});
