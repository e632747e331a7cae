import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { startServer, StoreError } from '../../src/index';
import { makeTempFolder } from '../cli/temp-folder';
import { openCoreNats } from '../support/core-nats';
import { closeStan, connectStan, openServer, publish } from '../support/embedded-stage';

/** A folder with an event of a server that has stopped. */
async function filled(): Promise<string> {
  const storeFolder = await makeTempFolder(onTestFinished);
  const server = await openServer({ storeFolder, clusterId: 'ticketing' });
  const client = await connectStan(server);
  await publish(client, 'a', 'an event');
  await closeStan(client);
  await server.stop();
  return storeFolder;
}

/** Changes the event wherever it stands in the file. */
async function damaged(): Promise<string> {
  const storeFolder = await filled();
  const file = join(storeFolder, 'nats-test.mdb');
  const bytes = (await readFile(file)).toString('latin1');
  await writeFile(file, Buffer.from(bytes.replaceAll('an event', 'no event'), 'latin1'));
  return storeFolder;
}

describe.each([
  ['a server', () => Promise.resolve({})],
  ['a server on an external NATS server', async () => ({ natsServer: (await openCoreNats()).url })],
])('%s whose store it cannot use', (_kind, options) => {
  it.each([
    [
      'of another cluster',
      filled,
      'cluster ID "other" does not match recovered value of "ticketing"',
    ],
    [
      'damaged',
      damaged,
      'the store is damaged: message 1 of channel "a", or one that is stored with it, has a wrong checksum',
    ],
  ])('says in its log that it is %s', async (_what, makeFolder, reason) => {
    const storeFolder = await makeFolder();
    const lines: string[] = [];

    const started = startServer({
      ...(await options()),
      storeFolder,
      clusterId: 'other',
      log: (line) => lines.push(line.replace(/^.*?(?=\[[A-Z]{3}\])/, '')),
    });

    await expect(started).rejects.toThrow(StoreError);
    expect(lines[0]).toBe('[INF] STREAM: Starting nats-streaming-server[other] version 0.17.0');
    expect(lines.slice(-2)).toEqual([
      '[INF] STREAM: Shutting down.',
      `[FTL] STREAM: Failed to start: ${reason}`,
    ]);
  });

  it('leaves it to whoever can', async () => {
    const storeFolder = await filled();

    await startServer({ ...(await options()), storeFolder, clusterId: 'other' }).catch(() => 0);

    const { clusterId } = await openServer({ storeFolder, clusterId: 'ticketing' });
    expect(clusterId).toBe('ticketing');
  });
});
