import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { runCommand } from './run-command';

const packageFolder = join(__dirname, '..', '..');
const modules = join(packageFolder, 'node_modules');

/** A project of somebody else, in a folder of its own, that has installed the packed nats-test. */
export interface InstalledPackage {
  /** The project's folder. */
  readonly folder: string;
  /** Where nats-test lies in it. */
  readonly packageFolder: string;
  /** The path of the command `nats-test`. */
  readonly command: string;
  /** The path of the command `nats-streaming-server`. */
  readonly serverCommand: string;
  /** Deletes all of it. */
  remove(): Promise<void>;
}

/** Packs nats-test as for a release and installs the result, with what it depends on, in an empty folder. */
export async function installPackedPackage(): Promise<InstalledPackage> {
  const top = await realpath(await mkdtemp(join(tmpdir(), 'nats-test-package-')));
  try {
    const folder = join(top, 'project');
    await mkdir(folder);
    await writeFile(join(folder, 'package.json'), '{ "name": "project", "private": true }\n');
    const tarball = await pack(top);
    await runCommand(
      folder,
      'npm',
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      tarball,
    );
    await lendTypeScript(folder);
    return {
      folder,
      packageFolder: join(folder, 'node_modules', 'nats-test'),
      command: join(folder, 'node_modules', '.bin', 'nats-test'),
      serverCommand: join(folder, 'node_modules', '.bin', 'nats-streaming-server'),
      remove: () => rm(top, { recursive: true, force: true }),
    };
  } catch (error) {
    await rm(top, { recursive: true, force: true });
    throw error;
  }
}

/** Packs a copy, since packing makes dist anew and other tests are using the one of this checkout. */
async function pack(top: string): Promise<string> {
  const copy = join(top, 'copy');
  const packed = join(top, 'packed');
  const left = ['node_modules', 'dist', 'test'];
  await cp(packageFolder, copy, {
    recursive: true,
    filter: (path) => path === packageFolder || !left.includes(basename(path)),
  });
  await symlink(modules, join(copy, 'node_modules'));
  await mkdir(packed);
  await runCommand(copy, 'npm', 'pack', '--ignore-scripts=false', '--pack-destination', packed);
  const [name] = await readdir(packed);
  if (name === undefined) throw new Error('npm pack made no file');
  return join(packed, name);
}

/** The project has TypeScript and Node's types, as any that uses types; ours, so that nothing is downloaded. */
async function lendTypeScript(folder: string): Promise<void> {
  await mkdir(join(folder, 'node_modules', '@types'), { recursive: true });
  for (const name of ['typescript', '@types/node']) {
    await symlink(join(modules, name), join(folder, 'node_modules', name));
  }
}
