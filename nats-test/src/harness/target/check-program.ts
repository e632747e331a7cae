import { accessSync, constants, statSync } from 'node:fs';

/**
 * Whether a program can be started at all.
 * @param path as it was typed, for people
 * @param file where it lies
 * @returns one sentence of what is wrong with it and what to do; undefined when nothing is
 */
export function problemOfProgram(path: string, file: string): string | undefined {
  const next = 'give the path of a nats-streaming-server';
  try {
    if (!statSync(file).isFile()) return `${path} is a folder and no program: ${next} in it`;
  } catch {
    return `${path} is not there: ${next}`;
  }
  try {
    accessSync(file, constants.X_OK);
  } catch {
    return `${path} may not be run by you: chmod +x it, or ${next}`;
  }
  return undefined;
}
