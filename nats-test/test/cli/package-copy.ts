import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CleanUp } from './cli-process';
import { makeTempFolder } from './temp-folder';

const packageFolder = join(__dirname, '..', '..');

/** The package as it is installed somewhere, compiled and without sources: what is in it may be broken. */
export interface PackageCopy {
  readonly folder: string;
  /** The compiled command in it. */
  readonly file: string;
  /** Replaces what must be in a compiled lesson. */
  change(lesson: 'publisher' | 'listener', from: string, to: string): Promise<void>;
  /** Puts another program in place of a lesson. */
  replace(lesson: 'publisher' | 'listener', program: string): Promise<void>;
}

export async function copyPackage(cleanUp: CleanUp): Promise<PackageCopy> {
  const folder = await makeTempFolder(cleanUp);
  await cp(join(packageFolder, 'package.json'), join(folder, 'package.json'));
  await cp(join(packageFolder, 'dist'), join(folder, 'dist'), { recursive: true });
  await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'));
  const lessonFile = (lesson: string): string => join(folder, 'dist', `${lesson}.js`);
  return {
    folder,
    file: join(folder, 'dist', 'cli', 'main.js'),
    async change(lesson, from, to) {
      const text = await readFile(lessonFile(lesson), 'utf8');
      if (!text.includes(from)) throw new Error(`${lesson} has no ${from}`);
      await writeFile(lessonFile(lesson), text.replace(from, to));
    },
    replace: (lesson, program) => writeFile(lessonFile(lesson), program),
  };
}
