import { describe, expect, it } from 'vitest';

import { openServer } from '../support/embedded-stage';
import { RawNatsClient } from '../support/raw-nats-client';

/** What -V says of a client that sends this, behind the name of the connection. */
async function traceOf(bytes: string): Promise<string[]> {
  const lines: string[] = [];
  const server = await openServer({ args: ['-V'], log: (line) => lines.push(line) });
  const client = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
  // The server's own connections have the numbers 1 to 3.
  lines.length = 0;
  client.send(bytes);
  await client.flush();
  client.destroy();
  const found = lines.map((line) => /\[TRC\] 127\.0\.0\.1:\d+ - cid:4 - (.*)$/.exec(line)?.[1]);
  // The PING and PONG of flush() are the last ones.
  return found.filter((line) => line !== undefined).slice(0, -2);
}

/** Each as the real server 0.17.0 traces it. */
describe('-V', () => {
  it('shows the ops that come', async () => {
    expect(await traceOf('SUB a q 1\r\nUNSUB 1\r\nPONG\r\nPING\r\n')).toEqual([
      '<<- [SUB a q 1]',
      '<<- [UNSUB 1]',
      '<<- [PONG]',
      '<<- [PING]',
      '->> [PONG]',
    ]);
  });

  it('shows answers without what frames them', async () => {
    const lines = await traceOf('CONNECT {"verbose":true}\r\nSUB a..b 1\r\n');

    expect(lines.filter((line) => line.startsWith('->>'))).toEqual([
      '->> [OK]',
      '->> [-ERR Invalid Subject]',
    ]);
  });

  it('does not show the greeting', async () => {
    const lines: string[] = [];
    const server = await openServer({ args: ['-V'], log: (line) => lines.push(line) });

    const client = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    client.destroy();

    expect(lines.filter((line) => line.includes('INFO {'))).toEqual([]);
  });

  it('shows a published message and its payload', async () => {
    expect(await traceOf('PUB a r 5\r\nhe"lo\r\n')).toEqual([
      '<<- [PUB a r 5]',
      '<<- MSG_PAYLOAD: ["he\\"lo"]',
    ]);
  });

  it('shows where a message goes, with its reply and its size', async () => {
    expect(await traceOf('SUB a 1\r\nPUB a r 5\r\nhello\r\n')).toContain('->> [MSG a 1 r 5]');
  });

  it.each([
    ['pass', 'secret'],
    ['auth_token', 'secret'],
    // The real server shows what stands behind the quote.
    ['pass', 'quote\\"secret'],
    ['pass', 'backslash\\\\'],
  ])('does not show the %s %s', async (key, value) => {
    const [line] = await traceOf(`CONNECT {"verbose":false,"${key}":"${value}","name":"x"}\r\n`);

    expect(line).toBe(`<<- [CONNECT {"verbose":false,"${key}":"[REDACTED]","name":"x"}]`);
  });
});
