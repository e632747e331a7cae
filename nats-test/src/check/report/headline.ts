import type { CheckFailure } from '../verdict';
import { gistOf } from './error-words';
import { troubleOf } from './schedule-words';
import { capital } from './words';

/** The first line of a failure, which says all: `The listener breaks when an ack is lost: balance 140, expected 70`. */
export function headlineOf(failure: CheckFailure): string {
  const gist = gistOf(failure);
  if (failure.otherwise) {
    const { message } = failure.otherwise;
    const then =
      message === undefined ? 'nothing was wrong' : gistOf({ kind: failure.kind, message });
    return `Not deterministic: the same schedule gave two results, first "${gist}", then "${then}"`;
  }
  const trouble = troubleOf(failure.schedule);
  if (trouble !== undefined) return `The listener breaks when ${trouble}: ${gist}`;
  // What an invariant says is no sentence about the listener; the others are.
  return failure.kind === 'invariant'
    ? `The listener breaks though nothing goes wrong: ${gist}`
    : capital(gist);
}
