#!/usr/bin/env node
import { constants } from 'node:os';
import type { ExitStatus } from './command-error';
import { guardExit, type ExitGuard } from './guard-exit';
import { outliveOutputErrors } from './output-errors';
import { outputTaken } from './output-taken';
import { run } from './run';

/** No verdict can be told, be it that nobody gets it or that this software has a defect. */
const NO_VERDICT: ExitStatus = 2;

outliveOutputErrors(process, () => {
  process.exitCode ??= NO_VERDICT;
});

/** Ctrl+C in `npm start` may come twice: from the terminal, and from npm, which passes it on. */
const SAME_SIGNAL_MS = 300;

const interrupt = new AbortController();
let interruptedAtMs = 0;
// SIGHUP comes when the terminal is closed, or the line to another machine breaks.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
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

let guard: ExitGuard | undefined;

// The process ends by itself when nothing is left to do: process.exit() could cut off what a pipe
// has not taken yet. Only for what code of the user has left open it does not wait.
void run(process.argv.slice(2), interrupt.signal, (typed) => {
  guard = guardExit(process, typed, interrupt.signal, (exitStatus) => {
    process.exitCode = exitStatus;
  });
})
  .catch((error: unknown) => {
    const trace = error instanceof Error ? error.stack : String(error);
    process.stderr.write(`nats-test: this is a defect of nats-test itself. ${String(trace)}\n`);
    return NO_VERDICT;
  })
  .then(async (exitStatus) => {
    // A result that was lost has made it 2 by then, or makes it 2 later.
    if (exitStatus !== 0) process.exitCode = exitStatus;
    if (guard === undefined) return;
    guard.settle(exitStatus);
    await outputTaken(process);
    guard.settle((process.exitCode as ExitStatus | undefined) ?? exitStatus);
    process.exit();
  });
