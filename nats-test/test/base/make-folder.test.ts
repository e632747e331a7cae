import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { makeFolder } from '../../src/base/make-folder';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nats-test-make-folder-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('makes what is missing, and is content with what is there', async () => {
  const folder = join(tempFolder(), 'a', 'b', 'c');

  await makeFolder(folder);
  await makeFolder(folder);

  expect(statSync(folder).isDirectory()).toBe(true);
});

test('two may make the same at the same time', async () => {
  const folder = join(tempFolder(), 'a', 'b', 'c');

  await Promise.all([makeFolder(folder), makeFolder(folder)]);

  expect(statSync(folder).isDirectory()).toBe(true);
});

test.each([
  { what: 'a file', path: 'file', code: 'EEXIST' },
  { what: 'below a file', path: 'file/a/b', code: 'ENOTDIR' },
  { what: 'a link to nowhere', path: 'link', code: 'EEXIST' },
])('says what stands in the way: $what', async ({ path, code }) => {
  const top = tempFolder();
  writeFileSync(join(top, 'file'), '');
  symlinkSync(join(top, 'nowhere'), join(top, 'link'));

  await expect(makeFolder(join(top, path))).rejects.toMatchObject({ code });
});

test.runIf(process.platform === 'linux')('gives up where the system makes none', async () => {
  await expect(makeFolder('/proc/nats-test')).rejects.toMatchObject({ code: 'ENOENT' });
});
