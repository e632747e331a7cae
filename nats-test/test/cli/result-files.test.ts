import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { CommandError } from '../../src/cli/command-error';
import { checkFile, checkFolder, writeFiles } from '../../src/cli/result-files';
import { makeTempFolder } from './temp-folder';

test('a file that can be written is left as it is, be it there or not', async () => {
  const folder = await makeTempFolder(onTestFinished);
  await writeFile(join(folder, 'old.csv'), 'before');

  checkFile('--csv', join(folder, 'old.csv'));
  checkFile('--csv', join(folder, 'new.csv'));

  expect(await readdir(folder)).toEqual(['old.csv']);
  expect(await readFile(join(folder, 'old.csv'), 'utf8')).toBe('before');
});

test('one that can not is refused by the option that names it', async () => {
  const folder = await makeTempFolder(onTestFinished);
  await writeFile(join(folder, 'file'), '');
  expect(() => checkFile('--html', join(folder, 'no', 'b.html'))).toThrow(
    /^--html: .*b\.html can't be written \(ENOENT/,
  );
  expect(() => checkFile('--csv', folder)).toThrow(/can't be written \(EISDIR/);
  await expect(checkFolder('--hdr', join(folder, 'file'))).rejects.toThrow(
    /^--hdr: nothing can be written to .*file \(/,
  );
});

test('what can not be written in the end is kept elsewhere, and the others are written', async () => {
  const folder = await makeTempFolder(onTestFinished);
  await mkdir(join(folder, 'taken.csv'));
  const files = ['taken.csv', 'good.html'].map((it) => ({ path: join(folder, it), text: it }));

  let message = '';
  try {
    writeFiles(files);
  } catch (error) {
    expect(error).toBeInstanceOf(CommandError);
    message = (error as CommandError).message;
  }

  expect(await readFile(join(folder, 'good.html'), 'utf8')).toBe('good.html');
  const [, instead = ''] = /^.*can't be written \(EISDIR.*\), and is (.*) instead$/.exec(message)!;
  expect(await readFile(instead, 'utf8')).toBe('taken.csv');
  await rm(dirname(instead), { recursive: true });
});

// Windows has no such files.
test.skipIf(process.platform === 'win32')(
  'a pipe that nobody reads is no reason to wait',
  async () => {
    const folder = await makeTempFolder(onTestFinished);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    let message = '';
    try {
      writeFiles([{ path: pipe, text: 'kept' }]);
    } catch (error) {
      ({ message } = error as CommandError);
    }
    const [, instead = ''] = /pipe can't be written \(ENXIO.*\), and is (.*) instead$/.exec(
      message,
    )!;
    expect(await readFile(instead, 'utf8')).toBe('kept');
    await rm(dirname(instead), { recursive: true });
  },
);

// Windows has no such files.
test.skipIf(process.platform === 'win32')(
  'a pipe that nobody reads is no reason to wait',
  async () => {
    const folder = await makeTempFolder(onTestFinished);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const write = (): void => {
      writeFiles([{ path: pipe, text: 'kept' }]);
    };
    expect(write).toThrow(/pipe can't be written \(ENXIO.*\), and is .* instead$/);
  },
);
