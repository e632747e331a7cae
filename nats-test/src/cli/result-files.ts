import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { messageOf } from '../base/message-of';
import { makeFolder } from '../base/make-folder';
import { badUsage, CommandError, type ExitStatus } from './command-error';
import { isNamedPipe } from './is-named-pipe';
import { typedPath } from './typed-path';

/** A file to write. */
export interface ResultFile {
  /** As it was typed. */
  readonly path: string;
  readonly text: string;
}

/**
 * Finds out whether a file can be written, before minutes are spent on what is to stand in it. What is
 * there stays as it is.
 * @throws CommandError, bad usage
 */
export function checkFile(option: string, path: string): void {
  const file = typedPath(path);
  const wasThere = existsSync(file);
  // To open a pipe may take until somebody reads it.
  if (isNamedPipe(file)) return;
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw badUsage(`${option}: ${path} can't be written (${messageOf(error)})`, error);
  }
  if (!wasThere) rmSync(file);
}

/**
 * The same for a folder, which is made where it is missing.
 * @throws CommandError, bad usage
 */
export async function checkFolder(option: string, path: string): Promise<void> {
  try {
    await makeFolder(typedPath(path));
    accessSync(typedPath(path), constants.W_OK);
  } catch (error) {
    throw badUsage(`${option}: nothing can be written to ${path} (${messageOf(error)})`, error);
  }
}

/**
 * Writes all of them, come what may: what can't stand where it should is put in a temporary folder.
 * @param exitStatus how the command ends when one could not be written
 * @throws CommandError that says what could not be written, and where it is instead
 */
export function writeFiles(files: readonly ResultFile[], exitStatus: ExitStatus = 1): void {
  const problems: string[] = [];
  let rescue: string | undefined;
  for (const { path, text } of files) {
    try {
      writeOne(typedPath(path), text);
    } catch (error) {
      const problem = `${path} can't be written (${messageOf(error)})`;
      try {
        rescue ??= mkdtempSync(join(tmpdir(), 'nats-test-result-'));
        const instead = join(rescue, basename(path));
        writeFileSync(instead, text);
        problems.push(`${problem}, and is ${instead} instead`);
      } catch (second) {
        problems.push(`${problem}, nor kept elsewhere (${messageOf(second)})`);
      }
    }
  }
  if (problems.length > 0) throw new CommandError(exitStatus, problems.join('; '));
}

/** Into a pipe that nobody reads it would go on for ever, and hear no Ctrl+C. @throws ENXIO then */
function writeOne(file: string, text: string): void {
  const held = isNamedPipe(file)
    ? openSync(file, constants.O_WRONLY | constants.O_NONBLOCK)
    : undefined;
  try {
    writeFileSync(file, text);
  } finally {
    if (held !== undefined) closeSync(held);
  }
}
