#!/usr/bin/env node
import { npmGone } from './npm-gone';
import { outliveOutputErrors } from './output-errors';
import { run } from './streaming-server/run';
import { stay } from './streaming-server/stay';

/*
 * The command `nats-streaming-server`: the embedded server for everything that starts the real one.
 */

const args = process.argv.slice(2);
// Else tools that look for the process by its name find "node".
process.title = ['nats-streaming-server', ...args].join(' ');
outliveOutputErrors(process, () => {
  process.exitCode ??= 1;
});

const started = run(args);
const stop = stay(started, {
  exit: (exitStatus) => process.exit(exitStatus),
  runOut: (exitStatus) => {
    process.exitCode = exitStatus;
  },
});

npmGone(process.env).addEventListener('abort', () => void stop());
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
