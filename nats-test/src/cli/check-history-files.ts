import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../base/message-of';
import { scenarios } from '../harness/scenarios/all';
import { badUsage } from './command-error';
import { typedPath } from './typed-path';

const ENDING = '.ndjson';

/**
 * The files that were typed, and for each folder the histories in it, in the order that verify shows. What is not there stays
 * in the list, for whoever reads it.
 * @throws CommandError, bad usage: a folder without histories, or one that can't be read
 */
export function historyFiles(typed: readonly string[]): string[] {
  const files = typed.flatMap((path) => {
    if (path === '') throw badUsage('an empty path names no history: nats-test check-history FILE');
    return isFolder(path) ? filesIn(path) : [path];
  });
  // The same twice says no more than once.
  return [...new Set(files)];
}

/** False for what can't be looked at: who reads it says why. */
function isFolder(path: string): boolean {
  try {
    return statSync(typedPath(path)).isDirectory();
  } catch {
    return false;
  }
}

function filesIn(folder: string): string[] {
  const names = namesIn(folder).filter((name) => name.endsWith(ENDING));
  const place = new Map(scenarios.map(({ name }, i) => [`${name}${ENDING}`, i]));
  const placeOf = (name: string): number => place.get(name) ?? scenarios.length;
  names.sort((a, b) => placeOf(a) - placeOf(b) || a.localeCompare(b, 'en'));
  if (names.length > 0) return names.map((name) => join(folder, name));
  throw badUsage(
    `there is no *${ENDING} in the folder ${folder}: name one that verify has written to, or a file`,
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(typedPath(folder));
  } catch (error) {
    throw badUsage(`the folder ${folder} can't be read (${messageOf(error)})`, error);
  }
}
