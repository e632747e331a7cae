import { join } from 'node:path';

/** Starts the embedded server as a target in a process of its own. A compiled file: it lies beside this one. */
export const EMBEDDED_TARGET_COMMAND: readonly [string, ...string[]] = [
  process.execPath,
  join(__dirname, 'embedded-target.js'),
];
