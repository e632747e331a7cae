import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `at f (FILE:1:2)` and `at FILE:1:2`. */
const PLACE = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/;
const NOT_THE_USERS = /[\\/]node_modules[\\/]|node:internal/;
/** This folder: in a package that is installed it lies in node_modules anyway. */
const OWN_FOLDER = __dirname;

/**
 * Where the function was called: `FILE:LINE:COLUMN`, relative to where the process runs.
 * @returns undefined when nobody can tell
 */
export function callerOf(called: (...args: never[]) => unknown): string | undefined {
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, called);
  return placeIn(trace.stack);
}

/** The first place of an error that is in code of the user: `FILE:LINE:COLUMN`. */
export function placeOf(error: unknown): string | undefined {
  try {
    return error instanceof Error ? placeIn(error.stack) : undefined;
  } catch {
    // Its stack is made when it is asked for, of a message that may throw.
    return undefined;
  }
}

function placeIn(stack: string | undefined): string | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const place = PLACE.exec(line.trim())?.[1];
    if (place === undefined) continue;
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (!NOT_THE_USERS.test(path) && !path.startsWith(OWN_FOLDER)) return relative('', path);
  }
  return undefined;
}
