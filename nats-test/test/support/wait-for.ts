/** Resolves after `ms` milliseconds of real time. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Calls `probe` until it gives something other than undefined, and gives that.
 * For state that a server reaches soon but says nothing about.
 *
 * @param what what is awaited, for the error
 * @param withinMs how long to try, in milliseconds of real time
 * @throws Error that names `what` when the time is over
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  withinMs = 20_000,
): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() >= endsAt) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(10);
  }
}

/**
 * The result of `promise`, or an error that names `what` after `withinMs`
 * milliseconds of real time: no test may hang on a server that stays silent.
 */
export async function within<T>(what: string, promise: Promise<T>, withinMs = 20_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what}: not within ${Math.round(withinMs)} ms`));
    }, withinMs);
  });
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}
