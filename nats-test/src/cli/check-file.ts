import { readdirSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, extname } from 'node:path';

import { didYouMean } from '../base/did-you-mean';
import { messageOf } from '../base/message-of';
import { badUsage, type CommandError } from './command-error';
import { typedPath } from './typed-path';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs'];

/**
 * Sees that a module can be loaded from what was typed.
 * @returns its whole path
 * @throws CommandError, bad usage
 */
export function readCheckFile(typed: string): string {
  const file = typedPath(typed);
  const stats = statsOf(file, typed);
  if (stats.isDirectory()) {
    const [first = 'accounts.check.ts'] = modulesIn(file);
    throw badUsage(
      `${typed} is a folder: name a file in it, as in ${typed.replace(/\/+$/, '')}/${first}`,
    );
  }
  // To read a pipe would wait for a writer, maybe for ever, and a module in it has no folder to import from.
  if (!stats.isFile()) {
    throw badUsage(
      `${typed} is ${stats.isFIFO() ? 'a pipe' : 'a device'} and no file: write the module to a file, and name that`,
    );
  }
  if (!EXTENSIONS.includes(extname(file))) {
    throw badUsage(`${typed} is no module: name a file that ends in ${EXTENSIONS.join(', ')}`);
  }
  return file;
}

function statsOf(file: string, typed: string): Stats {
  try {
    return statSync(file);
  } catch (error) {
    throw unreadable(file, typed, error);
  }
}

function unreadable(file: string, typed: string, error: unknown): CommandError {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
    return badUsage(`${typed} can't be read (${messageOf(error)})`, error);
  }
  const hint = didYouMean(basename(file), modulesIn(dirname(file)));
  return badUsage(
    hint === ''
      ? `there is no file ${typed}: name a module that exports what to check, as nats-test check --help shows`
      : `there is no file ${typed}${hint} Name a module that exports what to check`,
    error,
  );
}

/** Those that look like checks first. */
function modulesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => EXTENSIONS.includes(extname(name)));
    return names.sort((a, b) => Number(b.includes('.check.')) - Number(a.includes('.check.')));
  } catch {
    return [];
  }
}
