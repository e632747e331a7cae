/** Standard output for what nats-test has to say. */
export interface OwnStdout {
  write(text: string): void;
  /** Lets everybody write there again. */
  giveBack(): void;
}

/**
 * @param isAlone what anybody else in this process prints goes to standard error: a reader of JSON
 *   wants nothing else
 */
export function ownStdout(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  isAlone: boolean,
): OwnStdout {
  const write = stdout.write.bind(stdout);
  if (isAlone) stdout.write = stderr.write.bind(stderr);
  return {
    write: (text) => void write(text),
    giveBack: () => {
      stdout.write = write;
    },
  };
}
