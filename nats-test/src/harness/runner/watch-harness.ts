const INTERVAL_MS = 200;
/** What takes longer than that is no matter of a busy machine. */
const PAUSE_MS = 1000;

/**
 * Looks again and again whether this process goes on, and tells for how long it has not: nothing that
 * was late then is held against the server.
 * @param onPause for so many milliseconds something stood still
 * @param look whether something else goes on, each time; gives back for how long it has not
 * @returns ends the watch
 */
export function watchHarness(
  onPause: (pausedMs: number) => void,
  look: () => Promise<number> = () => Promise.resolve(0),
): () => void {
  let isLooking = false;
  let lookedMs = performance.now();
  const note = (pausedMs: number): void => {
    if (pausedMs > PAUSE_MS) onPause(pausedMs);
  };
  const lookOnce = async (): Promise<void> => {
    isLooking = true;
    const pausedMs = await look();
    isLooking = false;
    note(pausedMs);
  };
  const timer = setInterval(() => {
    const nowMs = performance.now();
    note(nowMs - lookedMs - INTERVAL_MS);
    lookedMs = nowMs;
    if (!isLooking) void lookOnce();
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}
