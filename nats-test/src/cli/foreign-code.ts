import { CommandError } from './command-error';
import { shortMessage, userPlace } from './check-load-problem';

/**
 * Runs code of the user in this process, which may throw where nobody catches it.
 * @param typed the file that it is from
 * @throws CommandError then; whatever `work` throws
 */
export async function withForeignCode<T>(typed: string, work: () => Promise<T>): Promise<T> {
  let uncaught: (error: Error) => void = () => undefined;
  const isThrown = new Promise<never>((_, reject) => {
    uncaught = (error) => {
      reject(uncaughtProblem(typed, error));
    };
  });
  // Rejections that nobody handles come here, too, unless they are a listener's.
  process.on('uncaughtException', uncaught);
  try {
    return await Promise.race([work(), isThrown]);
  } finally {
    process.off('uncaughtException', uncaught);
  }
}

function uncaughtProblem(typed: string, error: unknown): Error {
  const place = userPlace(error);
  // Without one it is as likely a defect of ours.
  if (place === undefined && error instanceof Error) return error;
  return new CommandError(
    2,
    `code of ${typed} threw outside of the listener, where nobody catches it: ${shortMessage(error)}` +
      (place === undefined ? '' : ` (${place})`),
    { cause: error },
  );
}
