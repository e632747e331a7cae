/**
 * Lets a process go on when what it says cannot be written: on a full disk, or to a reader that has
 * gone away. Lost lines of a log end nothing, and new ones are tried again.
 * @param resultLost called once, after a sentence on stderr, when stdout could not be written
 */
export function outliveOutputErrors(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  resultLost: () => void,
): void {
  let isLost = false;
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // As in `nats-test --help | head -1`: the reader has what it wanted.
    if (code === 'EPIPE' || isLost) return;
    isLost = true;
    stderr.write(
      `nats-test: standard output cannot be written (${code ?? 'unknown error'}): send it elsewhere.\n`,
    );
    resultLost();
  });
  // There is nowhere left to say it.
  stderr.on('error', () => undefined);
}
