import type { Checker } from './checker';
import { wrongEntryChecker } from './wrong-entry-checker';

/** Each event is in its channel once, under one sequence. */
export function duplicateEntry(): Checker {
  return wrongEntryChecker('duplicate entry', 'each under one sequence');
}
