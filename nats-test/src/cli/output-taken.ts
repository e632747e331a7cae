import { setImmediate as turn } from 'node:timers/promises';
import type { Writable } from 'node:stream';

/** Waits until what was written is in the file, or has gone into the pipe, or nobody reads it any more. */
export async function outputTaken({
  stdout,
  stderr,
}: {
  readonly stdout: Writable;
  readonly stderr: Writable;
}): Promise<void> {
  await Promise.all([taken(stdout), taken(stderr)]);
  // A write that failed is told to its listeners a moment after its callback.
  await turn();
}

function taken(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
