import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../src/base/log';
import { virtualClock } from '../../src/base/virtual-clock';
import { messageKey, metaKey } from '../../src/server/stores/file/keys';
import { LmdbDatabase } from '../../src/server/stores/file/lmdb-database';
import { openFileStore } from '../../src/server/stores/file/open-file-store';
import { Sealer } from '../../src/server/stores/file/sealed';
import type { Store, StoreLimits } from '../../src/server/stores/store';
import { makeTempFolder } from '../cli/temp-folder';
import { createChannel } from './store-factory';
import { append, readText } from './stored-messages';

const LIMITS: StoreLimits = {
  channelsMax: 0,
  subscriptionsMax: 0,
  msgsMax: 0,
  bytesMax: 0,
  ageMsMax: 0,
  inactivityMsMax: 0,
};
const FILE = 'nats-test.mdb';

async function open(folder: string, limits: Partial<StoreLimits> = {}): Promise<Store> {
  const log = createLog(() => undefined, { debug: false, trace: false });
  const store = await openFileStore({
    folder,
    sync: false,
    limits: { ...LIMITS, ...limits },
    clock: virtualClock(),
    log,
  });
  onTestFinished(() => store.close());
  return store;
}

/** A folder with a store of some messages, closed. */
async function filled(count = 100): Promise<string> {
  const folder = await makeTempFolder(onTestFinished);
  const store = await open(folder);
  store.begin();
  store.init({ clusterId: 'c', subjectsId: 's' });
  const { msgs } = createChannel(store, 'a');
  for (let i = 1; i <= count; i++) append(msgs, { data: `message ${i} ${'x'.repeat(100)}` });
  store.flush();
  store.close();
  return folder;
}

test('makes its folder, and those above', async () => {
  const folder = join(await makeTempFolder(onTestFinished), 'some', 'where');

  await open(folder);

  expect(await readdir(folder)).toContain(FILE);
});

test('says which folder it could not make', async () => {
  const folder = join(await makeTempFolder(onTestFinished), 'file');
  await writeFile(folder, '');

  await expect(open(folder)).rejects.toThrow(
    `unable to create the root directory [${folder}]: mkdir ${folder}: not a directory`,
  );
});

test('leaves a store of the real server alone', async () => {
  const folder = await makeTempFolder(onTestFinished);
  await writeFile(join(folder, 'server.dat'), 'of the real one');

  await expect(open(folder)).rejects.toThrow('in a format of its own: choose another -dir');
  expect(await readdir(folder)).toEqual(['server.dat']);
});

test('is not used twice at a time, not even by one process', async () => {
  const folder = await filled();
  await open(folder);

  await expect(open(folder)).rejects.toThrow(
    `the store in ${folder} is in use by process ${process.pid}: stop that one, or choose another -dir`,
  );
});

test('may be used when whoever used it was killed', async () => {
  const folder = await filled();
  const database = new LmdbDatabase(join(folder, FILE), { sync: false });
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const key = metaKey('owner');
  const owner = Buffer.from(JSON.stringify({ pid, started: '', host: '' }));
  database.write((changes) => changes.put(key, new Sealer().seal(key, owner)));
  database.close();

  expect((await open(folder)).recover()?.channels).toHaveLength(1);
});

test('is not opened by a version that does not know its format', async () => {
  const folder = await filled();
  const database = new LmdbDatabase(join(folder, FILE), { sync: false });
  const key = metaKey('format');
  database.write((changes) => changes.put(key, new Sealer().seal(key, Buffer.from('1'))));
  database.close();

  await expect(open(folder)).rejects.toThrow(
    `the store in ${folder} has format 1, and this nats-test reads format 2`,
  );
});

test.each([
  ['of something else', Buffer.from('not a database at all '.repeat(2000))],
  ['of a few bytes', Buffer.from('x')],
])('refuses a file %s', async (_what, bytes) => {
  const folder = await makeTempFolder(onTestFinished);
  await writeFile(join(folder, FILE), bytes);

  await expect(open(folder)).rejects.toThrow('is damaged, or is no store of nats-test');
  expect(await readFile(join(folder, FILE))).toEqual(bytes);
});

test('refuses a file that is cut off', async () => {
  const folder = await filled(2000);
  await truncate(join(folder, FILE), 40_960);

  await expect(open(folder)).rejects.toThrow(/is damaged: it has 40960 bytes of \d+$/);
});

test('names where a message is whose bytes have changed', async () => {
  const folder = await filled();
  const file = join(folder, FILE);
  const bytes = await readFile(file);
  // Pages that are free hold older copies.
  const changed = Buffer.from(
    bytes.toString('latin1').replaceAll('message 17 ', 'message 71 '),
    'latin1',
  );
  await writeFile(file, changed);

  const store = await open(folder);

  expect(() => store.recover()).toThrow(
    'the store is damaged: message 1 of channel "a", or one that is stored with it, has a wrong checksum',
  );
});

test('notices a record that nothing leads to', async () => {
  const folder = await filled();
  const database = new LmdbDatabase(join(folder, FILE), { sync: false });
  const key = messageKey(99, 1);
  database.write((changes) => changes.put(key, new Sealer().seal(key, Buffer.from('lost'))));
  database.close();

  const store = await open(folder);

  expect(() => store.recover()).toThrow(
    /^the store is damaged: it should have \d+ records, and \d+ can be found$/,
  );
});

test.each([0, 4096])(
  'notices when page %d at the start claims another transaction',
  async (page) => {
    const folder = await filled();
    const file = join(folder, FILE);
    const bytes = await readFile(file);
    // Far beyond any that there was: LMDB would take that page for the newer one.
    bytes[page + 152 + 5] = 1;
    await writeFile(file, bytes);

    await expect(open(folder)).rejects.toThrow('is damaged: its last transactions are');
  },
);

test('is not taken for damaged when others have written to it meanwhile', async () => {
  const folder = await filled();
  const path = join(folder, FILE);
  const [one, other] = [1, 2].map(() => new LmdbDatabase(path, { sync: false }));
  for (const database of [one, other, one, other, one]) database?.write(() => undefined);
  for (const database of [one, other]) database?.close();

  expect((await open(folder)).recover()?.channels).toHaveLength(1);
});

test('goes on with what is there when limits have become lower', async () => {
  const folder = await filled(10);

  const [channel] = (await open(folder, { msgsMax: 3 })).recover()?.channels ?? [];

  expect(
    channel && [channel.store.msgs.first, readText(channel.store.msgs, 8)?.slice(0, 9)],
  ).toEqual([8, 'message 8']);
});

test('is found again in a copy of its folder', async () => {
  const folder = await filled(10);
  const copy = join(await makeTempFolder(onTestFinished), 'copy');
  await mkdir(copy);
  await copyFile(join(folder, FILE), join(copy, FILE));

  const [channel] = (await open(copy)).recover()?.channels ?? [];

  expect(channel?.store.msgs.count).toBe(10);
});
