/** How long a server may outlive the npm that started it. */
const LOOK_MS = 500;

/**
 * Aborts when this process was started by npm and npm is gone: the shell between the two dies of a
 * signal that npm passes on, and does not pass it on itself. Whoever ends `npm run serve` would
 * find the port still in use.
 */
export function npmGone(env: NodeJS.ProcessEnv): AbortSignal {
  const gone = new AbortController();
  if (env['npm_lifecycle_event'] !== undefined) {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      gone.abort('the end of npm');
    }, LOOK_MS);
    timer.unref();
  }
  return gone.signal;
}
