import type { Paint } from '../../base/paint';
import { paintLogLine } from '../log-colours';

/** Where the log goes. */
export interface LogOutput {
  /** Takes a line, without a line end. */
  readonly write: (line: string) => void;
  /**
   * Opens the file anew, after somebody has moved it away.
   * @returns false when it is no file
   * @throws Error of the system when it can't be opened
   */
  readonly reopen: () => boolean;
}

/** Standard error. */
export function standardError(paint: Paint): LogOutput {
  return {
    write: (line) => process.stderr.write(`${paintLogLine(line, paint)}\n`),
    reopen: () => false,
  };
}
