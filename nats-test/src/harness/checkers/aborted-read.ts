import type { Checker } from './checker';
import { wrongEntryChecker } from './wrong-entry-checker';

/** What the server has refused to take does not come. */
export function abortedRead(): Checker {
  return wrongEntryChecker('aborted read', 'none of them refused');
}
