/**
 * Waits for work of somebody else, which need not hear that it should end.
 * @param graceMs so long after a signal it may still come to its own end
 * @returns undefined when it did not
 */
export async function untilInterrupted<T>(
  work: Promise<T>,
  interrupted: AbortSignal,
  graceMs: number,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let end: () => void = () => undefined;
  const isOver = new Promise<undefined>((resolve) => {
    end = () => {
      timer = setTimeout(() => resolve(undefined), graceMs);
    };
    if (interrupted.aborted) end();
    else interrupted.addEventListener('abort', end);
  });
  try {
    return await Promise.race([work, isOver]);
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener('abort', end);
  }
}
