import { describe, expect, it } from 'vitest';

import { SettingsError, startServer, type StartServerOptions } from '../../src/index';
import { openServer } from '../support/embedded-stage';
import { RawNatsClient } from '../support/raw-nats-client';

/** What the server says to a verbose CONNECT with these options. */
async function answerTo(options: StartServerOptions, connect: object): Promise<string> {
  const server = await openServer(options);
  const client = await RawNatsClient.open({ host: '127.0.0.1', port: server.port });
  await client.readLine();
  client.send(`CONNECT ${JSON.stringify({ verbose: true, ...connect })}\r\n`);
  const answer = await client.readLine();
  client.destroy();
  return answer;
}

describe('a server with a login', () => {
  it.each([
    [{ user: 'bob', pass: 'secret' }],
    [{ user: 'bob', args: ['-pass', 'secret'] }],
    [{ pass: 'secret', args: ['-user', 'bob', '-pass', 'other'] }],
  ])('of %j lets in whoever has it, and nobody else', async (options) => {
    expect(await answerTo(options, { user: 'bob', pass: 'secret' })).toBe('+OK');
    expect(await answerTo(options, { user: 'bob', pass: 'x' })).toBe(
      "-ERR 'Authorization Violation'",
    );
  });

  it('may want a token', async () => {
    expect(await answerTo({ token: 'tok' }, { auth_token: 'tok' })).toBe('+OK');
    expect(await answerTo({ token: 'tok' }, {})).toBe("-ERR 'Authorization Violation'");
  });

  it.each([[{ user: 'bob', pass: '$2a$04$abc' }], [{ token: '$2a$04$abc' }]])(
    'cannot have a bcrypt hash, as the real one: %j',
    async (options) => {
      await expect(startServer(options)).rejects.toThrow(SettingsError);
    },
  );
});
