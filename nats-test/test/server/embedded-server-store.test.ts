import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { startServer, StoreError, type EmbeddedServer } from '../../src/index';
import { makeTempFolder } from '../cli/temp-folder';
import { closeStan, connectStan, openServer, publish } from '../support/embedded-stage';

/** A folder with ten events of a server that has stopped. */
async function filled(): Promise<string> {
  const storeFolder = await makeTempFolder(onTestFinished);
  const server = await openServer({ storeFolder });
  const client = await connectStan(server);
  for (let i = 0; i < 10; i++) await publish(client, 'a', `event ${i}`);
  await closeStan(client);
  await server.stop();
  return storeFolder;
}

async function countOf({ monitoringUrl }: EmbeddedServer): Promise<unknown> {
  const page = await fetch(`${monitoringUrl}/streaming/channelsz?channel=a`);
  return page.ok ? ((await page.json()) as { msgs: number }).msgs : undefined;
}

test('events outlive the server', async () => {
  expect(await countOf(await openServer({ storeFolder: await filled() }))).toBe(10);
});

test('a start that is refused takes nothing away, whatever its limits', async () => {
  const storeFolder = await filled();
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const limits = { msgsMax: 3 };

  await expect(startServer({ storeFolder, limits, clusterId: 'other' })).rejects.toThrow(
    'cluster ID "other" does not match recovered value of "test-cluster"',
  );
  await expect(startServer({ storeFolder, limits, port })).rejects.toThrow('in use');

  expect(await countOf(await openServer({ storeFolder }))).toBe(10);
});

test('a restart without its store empties the folder', async () => {
  const server = await openServer({ storeFolder: await filled() });

  await server.faults.restart({ keepStore: false });

  expect(await countOf(server)).toBeUndefined();
});

test('a stop waits for a restart that is under way, and leaves the store to others', async () => {
  const storeFolder = await filled();
  const server = await openServer({ storeFolder });

  const restarted = server.faults.restart({ keepStore: true });
  // It has begun.
  await new Promise(setImmediate);
  await server.stop();
  await restarted;

  expect(await countOf(await openServer({ storeFolder }))).toBe(10);
  const late = connectTcp(server.port, '127.0.0.1');
  await expect(once(late, 'connect')).rejects.toThrow('ECONNREFUSED');
});

test('two restarts at once come one after the other', async () => {
  const server = await openServer({ storeFolder: await filled() });

  await Promise.all([1, 2].map(() => server.faults.restart({ keepStore: true })));

  expect(await countOf(server)).toBe(10);
});

test('something in the way of a file is named', async () => {
  const storeFolder = await makeTempFolder(onTestFinished);
  await mkdir(join(storeFolder, 'nats-test.mdb-lock'));

  await expect(startServer({ storeFolder })).rejects.toThrow(
    /nats-test\.mdb-lock is in the way of the store: it is no file; move it away/,
  );
});

const isRoot = process.getuid?.() === 0;
if (isRoot) console.log('rights of a folder: skipped, root has all');

test.skipIf(isRoot)('a folder without rights is no damaged store', async () => {
  const storeFolder = await filled();
  await chmod(storeFolder, 0o500);
  onTestFinished(() => chmod(storeFolder, 0o700));

  const error = await startServer({ storeFolder }).catch((it: unknown) => it);

  expect(error).toBeInstanceOf(StoreError);
  expect(String(error)).toContain('permission denied; this user must be allowed to write there');
});
