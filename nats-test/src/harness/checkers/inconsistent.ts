import type { Checker } from './checker';
import { wrongEntryChecker } from './wrong-entry-checker';

/** A sequence means the same event to all who get it, at all times. */
export function inconsistent(): Checker {
  return wrongEntryChecker('inconsistent', 'each sequence with one event');
}
