import { once } from 'node:events';

import { connect } from 'node-nats-streaming';
import { expect } from 'vitest';

import { within } from '../support/wait-for';
import { conformance } from './behaviour';
import { closeClient, publish, withLibrary } from './lib-client';
import { getJson } from './monitoring-client';
import { uniqueId } from './stan-client';

const behaviour = conformance('client-connect');

behaviour('a client connects and is registered', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const clientId = uniqueId('lib');
    await open({ clientId });

    expect(await getJson(target, '/streaming/clientsz')).toMatchObject({
      clients: [{ id: clientId }],
    });
  });
});

behaviour('a client may write the address as http://', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open({ url: target.monitoringUrl.replace(/:\d+$/, `:${target.port}`) });

    await publish(client, 'a', 'x');
  });
});

behaviour('after close the client is gone', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open();
    await closeClient(client);

    expect(await getJson(target, '/streaming/clientsz')).toMatchObject({ clients: [] });
  });
});

behaviour('a client ID that is taken is refused', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const clientId = uniqueId('lib');
    await open({ clientId });

    await expect(open({ clientId })).rejects.toThrow('stan: clientID already registered');
  });
});

behaviour('a bad client ID is refused', async ({ target }) => {
  await withLibrary(target, async (open) => {
    await expect(open({ clientId: 'a.b' })).rejects.toThrow('stan: invalid clientID');
  });
});

behaviour('a wrong cluster ID times out', async ({ target }) => {
  const client = connect('other', uniqueId('lib'), { url: target.url, connectTimeout: 300 });

  const [error] = (await within('the error', once(client, 'error'))) as [unknown];

  expect(String(error)).toContain('stan: connect request timeout');
});

behaviour('a client whose ID was used before connects after a close', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const clientId = uniqueId('lib');
    await closeClient(await open({ clientId }));

    await publish(await open({ clientId }), 'a', 'x');
  });
});

behaviour('pings of the client are answered: it stays connected', async ({ target }) => {
  await withLibrary(target, async (open) => {
    const client = await open({ stanPingInterval: 1000, stanMaxPingOut: 1 });
    let lost = false;
    client.on('connection_lost', () => {
      lost = true;
    });

    // The client's own timer: real time on both servers.
    await new Promise((resolve) => setTimeout(resolve, 3300));

    expect(lost).toBe(false);
    await publish(client, 'a', 'x');
  });
});

behaviour(
  'heartbeats are answered: the client stays registered',
  async ({ target }) => {
    await withLibrary(target, async (open) => {
      const clientId = uniqueId('lib');
      await open({ clientId });

      await target.elapse(4500);

      expect(await getJson(target, '/streaming/clientsz')).toMatchObject({
        clients: [{ id: clientId }],
      });
    });
  },
  { args: ['-hbi', '1s', '-hbt', '1s', '-hbf', '1'] },
);
