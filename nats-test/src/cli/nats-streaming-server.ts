#!/usr/bin/env node
import { npmGone } from './npm-gone';
import { outliveOutputErrors } from './output-errors';
import { Ended } from './streaming-server/ended';
import { run } from './streaming-server/run';

/*
 * The command `nats-streaming-server`: the embedded server for everything that starts the real one.
 */

/** Exit statuses of the signals that end it. */
const ENDING = { SIGINT: 0, SIGTERM: 143 } as const;

const args = process.argv.slice(2);
// Else tools that look for the process by its name find "node".
process.title = ['nats-streaming-server', ...args].join(' ');
outliveOutputErrors(process, () => {
  process.exitCode ??= 1;
});

const started = run(args);
started.catch(endBadly);

for (const [signal, exitStatus] of Object.entries(ENDING)) {
  process.on(signal, () => void stop(exitStatus));
}
npmGone(process.env).addEventListener('abort', () => void stop(ENDING.SIGTERM));
if (process.platform !== 'win32') {
  process.on(
    'SIGUSR1',
    () =>
      void started.then(
        ({ reopenLog }) => reopenLog(),
        () => undefined,
      ),
  );
  // Signals that -sl may send and that the real server takes and ignores.
  for (const signal of ['SIGHUP', 'SIGUSR2']) process.on(signal, () => undefined);
}

/** Waits for a start that is under way; one that fails ends the process by itself. */
async function stop(exitStatus: number): Promise<void> {
  const running = await started.catch(() => undefined);
  if (!running) return;
  await running.server.abort();
  process.exit(exitStatus);
}

/** Without process.exit(), which could cut off what a pipe has not taken yet. */
function endBadly(error: unknown): void {
  if (!(error instanceof Ended)) throw error;
  process.exitCode = error.exitStatus;
}
