import { CommanderError } from 'commander';
import { badUsage, CommandError, type ExitStatus } from './command-error';
import { createProgram } from './program';

/**
 * Runs `nats-test` with a command line. What went wrong is on stderr then, in one sentence.
 * @param words what was typed after `nats-test`
 * @param interrupted asks whatever runs to come to a clean end; its reason is the name of the signal
 * @param onForeignCode hears that code of the user is about to run, from this file
 */
export async function run(
  words: readonly string[],
  interrupted: AbortSignal,
  onForeignCode: (typed: string) => void,
): Promise<ExitStatus> {
  let exitStatus: ExitStatus = 0;
  const done = (status: ExitStatus): void => {
    exitStatus = status;
  };
  const program = createProgram(interrupted, done, onForeignCode);
  try {
    if (words.length === 0) {
      program.outputHelp({ error: true });
      throw badUsage('which command? See above');
    }
    await program.parseAsync(words, { from: 'user' });
    return exitStatus;
  } catch (error) {
    // Commander has said it already: help or version with 0, a mistake with anything else.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`nats-test: ${error.message}.\n`);
    return error.exitStatus;
  }
}
