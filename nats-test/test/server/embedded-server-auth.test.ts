import { once } from 'node:events';

import { connect } from 'node-nats-streaming';
import { describe, expect, it } from 'vitest';

import { SettingsError, startServer, virtualClock, type StartServerOptions } from '../../src/index';
import { closeStan, openServer, readMonitoring } from '../support/embedded-stage';
import { RawNatsClient } from '../support/raw-nats-client';
import { waitFor } from '../support/wait-for';

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

describe('a server with a login, in virtual time', () => {
  it('waits for a client that is just connecting', async () => {
    const server = await openServer({ user: 'bob', pass: 'secret', clock: virtualClock() });
    const client = connect(server.clusterId, 'a', {
      url: server.url,
      user: 'bob',
      pass: 'secret',
      reconnect: false,
    });
    client.on('error', () => undefined);
    const connected = once(client, 'connect');
    await waitFor('the connection', async () => {
      const { connections } = await readMonitoring(server, '/varz');
      return Number(connections) > 3 ? true : undefined;
    });

    // Longer than a client may take to say who it is.
    await server.advance('2s');

    await expect(connected).resolves.toBeDefined();
    await closeStan(client);
  });

  it('does not wait for ever for one that never says who it is', async () => {
    const server = await openServer({ user: 'bob', pass: 'secret', clock: virtualClock() });
    const client = await RawNatsClient.open({ host: '127.0.0.1', port: server.port });
    await client.readLine();

    await server.advance('2s');

    expect(await client.readLine()).toBe("-ERR 'Authentication Timeout'");
    client.destroy();
  });

  it('keeps passwords out of its log, also of those that can not be read', async () => {
    const lines: string[] = [];
    const server = await openServer({ log: (line) => lines.push(line), args: ['-DV'] });
    const client = await RawNatsClient.open({ host: '127.0.0.1', port: server.port });
    await client.readLine();
    client.send('CONNECT {"user":"bob","pass":sesame99}\r\n');
    await client.readToEnd();

    expect(lines.filter((line) => line.includes('[ERR]'))).not.toEqual([]);
    expect(lines.filter((line) => line.includes('[ERR]') && line.includes('sesame99'))).toEqual([]);
  });
});
