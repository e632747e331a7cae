/**
 * How `nats-test` ends: 0 when all is well; 1 when it ran and something failed, such as a port in
 * use or a verdict; 2 when what was typed, or the manifest, makes no sense and nothing was started,
 * or when there is no verdict; 129, 130 and 143 when SIGHUP, Ctrl+C or SIGTERM ended it before its
 * time.
 */
export type ExitStatus = 0 | 1 | 2 | 129 | 130 | 143;

/** Ends a command. The message is one sentence for the user: what is wrong, and what to do next. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitStatus: ExitStatus;

  constructor(exitStatus: ExitStatus, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitStatus = exitStatus;
  }
}

/** What was typed, or the manifest, makes no sense. */
export function badUsage(message: string, cause?: unknown): CommandError {
  return new CommandError(2, message, { cause });
}
