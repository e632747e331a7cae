import { obey } from './load-worker';
import type { FromWorker, ToWorker } from './protocol';
import { PublisherWorker } from './publisher-worker';
import { SubscriberWorker } from './subscriber-worker';

/*
 * The process of a worker. The bench starts it and talks to it through the pipe that `fork` makes; when
 * the pipe is gone, so is the bench, and nothing is left to do.
 */

const PROGRESS_MS = 100;

const tell = (message: FromWorker): void => {
  if (process.connected) process.send?.(message);
};

// Ctrl+C in a terminal reaches workers, too: the bench decides what it means.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

const hear = obey(
  (setup, say) =>
    setup.role === 'publisher' ? new PublisherWorker(setup, say) : new SubscriberWorker(setup, say),
  tell,
  PROGRESS_MS,
);

let serverPid: number | undefined;
process.on('disconnect', () => {
  // The bench was killed, and could not end what it had started.
  if (serverPid !== undefined) endServer(serverPid);
  process.exit();
});

process.on('message', (message) => {
  const told = message as ToWorker;
  if (told.kind === 'setup') ({ serverPid } = told);
  if (told.kind === 'finish') serverPid = undefined;
  void hear(told).then(() => {
    // The pipe alone still keeps this process alive.
    if (told.kind === 'finish') process.disconnect();
  });
});

function endServer(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It has gone by itself.
  }
}
