import type { Checker } from './checker';
import { wrongEntryChecker } from './wrong-entry-checker';

/** Nothing comes that nobody has published, or that was published before the store was wiped. */
export function phantom(): Checker {
  return wrongEntryChecker('phantom', 'published by somebody');
}
