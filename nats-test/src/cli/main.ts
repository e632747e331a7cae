#!/usr/bin/env node
import { constants } from 'node:os';
import { run } from './run';

// A reader that has gone away, as in `nats-test --help | head -1`, is no reason to crash.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Ctrl+C in `npm start` may come twice: from the terminal, and from npm, which passes it on. */
const SAME_SIGNAL_MS = 300;

const interrupt = new AbortController();
let interruptedAtMs = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!interrupt.signal.aborted) {
      interruptedAtMs = performance.now();
      interrupt.abort(signal);
    } else if (performance.now() - interruptedAtMs > SAME_SIGNAL_MS) {
      // The first one asks for a clean end; whoever sends a second does not want to wait for it.
      process.exit(128 + constants.signals[signal]);
    }
  });
}

// The process ends by itself when nothing is left to do: process.exit() could cut off what a pipe
// has not taken yet.
void run(process.argv.slice(2), interrupt.signal).then((exitStatus) => {
  process.exitCode = exitStatus;
});
