import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { findLessonScripts } from '../../src/lesson/lesson-scripts';

/** A package's folder with the lessons in `src`, as far as it has any. */
async function makePackage(has: { src: boolean; compiler: boolean }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-scripts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'package.json'), '{}');
  if (has.src) {
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'src', 'publisher.ts'), '');
    await writeFile(join(folder, 'src', 'listener.ts'), '');
  }
  if (has.compiler) {
    const modules = join(__dirname, '..', '..', 'node_modules');
    await symlink(modules, join(folder, 'node_modules'));
  }
  return folder;
}

test('lessons run from source where it is, so that a change of them counts', async () => {
  const folder = await makePackage({ src: true, compiler: true });

  expect(findLessonScripts(folder)).toEqual({
    folder,
    nodeArgs: ['-r', 'ts-node/register/transpile-only'],
    publisher: join('src', 'publisher.ts'),
    listener: join('src', 'listener.ts'),
  });
});

test.each([
  { where: 'an installed package', has: { src: false, compiler: true } },
  { where: 'a checkout without development dependencies', has: { src: true, compiler: false } },
])('in $where they run as compiled', async ({ has }) => {
  const folder = await makePackage(has);

  expect(findLessonScripts(folder)).toEqual({
    folder,
    nodeArgs: [],
    publisher: join('dist', 'publisher.js'),
    listener: join('dist', 'listener.js'),
  });
});
