import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { closeStan, connectStan, openServer, publish } from '../support/embedded-stage';
import { makeTempFolder } from '../cli/temp-folder';

const EVENT = 'x'.repeat(1000);
const EVENTS_MAX = 5000;

/** Mounts a disk of so many KiB on a folder; undefined where that is not allowed. */
async function mountDisk(kib: number): Promise<{ folder: string; grow: () => void } | undefined> {
  const folder = join(await makeTempFolder(onTestFinished), 'disk');
  await mkdir(folder);
  const mount = (...options: string[]): boolean =>
    spawnSync('mount', [...options, 'tmpfs', folder]).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${kib}k`)) return undefined;
  onTestFinished(() => void spawnSync('umount', [folder]));
  return { folder, grow: () => void mount('-o', `remount,size=${kib * 10}k`) };
}

test('a disk that fills up refuses publishers, loses nothing, and is used again when there is room', async (context) => {
  const disk = await mountDisk(1500);
  if (!disk) {
    console.log('small disk: skipped, only root may mount one');
    context.skip();
    return;
  }
  let server = await openServer({ storeFolder: disk.folder });
  const client = await connectStan(server);
  let stored = 0;
  let refusal = '';
  while (refusal === '' && stored < EVENTS_MAX) {
    await publish(client, 'a', EVENT).then(
      () => stored++,
      (error: unknown) => (refusal = String(error)),
    );
  }
  expect(refusal).toContain('the store cannot be written: no space left on device');

  disk.grow();
  await publish(client, 'a', EVENT);
  await closeStan(client);
  await server.stop();

  server = await openServer({ storeFolder: disk.folder });
  const page = await fetch(`${server.monitoringUrl}/streaming/channelsz?channel=a`);
  expect(await page.json()).toMatchObject({ msgs: stored + 1, last_seq: stored + 1 });
});
