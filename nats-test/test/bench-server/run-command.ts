import { ToolError } from './tools';

/** What was typed makes no sense. */
export class UsageError extends Error {}

/** Runs a command of this folder: its result is the exit status, and 2 when it could not run. */
export function runCommand(command: () => Promise<number>, usage: string): void {
  command().then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
      else console.error(error instanceof ToolError ? error.message : error);
      process.exitCode = 2;
    },
  );
}
