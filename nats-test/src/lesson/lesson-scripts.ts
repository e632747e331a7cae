import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** How to run the lessons as processes of their own. */
export interface LessonScripts {
  /** Working folder. */
  readonly folder: string;
  /** Arguments for Node, in front of the script. */
  readonly nodeArgs: readonly string[];
  readonly publisher: string;
  readonly listener: string;
}

const TRANSPILER = 'ts-node/register/transpile-only';

/**
 * Finds the lessons: from source where it lies beside its compiler, so that what a learner changes
 * counts at once, and compiled in an installed package.
 * @param packageFolder the folder with nats-test's package.json
 */
export function findLessonScripts(packageFolder: string): LessonScripts {
  const isFromSource =
    existsSync(join(packageFolder, 'src', 'publisher.ts')) &&
    existsSync(join(packageFolder, 'src', 'listener.ts')) &&
    isInstalled(TRANSPILER, packageFolder);
  return {
    folder: packageFolder,
    nodeArgs: isFromSource ? ['-r', TRANSPILER] : [],
    publisher: isFromSource ? join('src', 'publisher.ts') : join('dist', 'publisher.js'),
    listener: isFromSource ? join('src', 'listener.ts') : join('dist', 'listener.js'),
  };
}

function isInstalled(name: string, folder: string): boolean {
  try {
    createRequire(join(folder, 'package.json')).resolve(name);
    return true;
  } catch {
    return false;
  }
}
