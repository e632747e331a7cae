import type { CheckFailure } from '../verdict';
import { gistOf } from './error-words';
import { troubleOf } from './schedule-words';

/** The first line of a failure, which says all: `The listener breaks when an ack is lost: balance 140, expected 70`. */
export function headlineOf(failure: CheckFailure): string {
  const gist = gistOf(failure.message, failure.cause);
  if (failure.otherwise) {
    const { message } = failure.otherwise;
    const then = message === undefined ? 'nothing was wrong' : gistOf(message, undefined);
    return `Not deterministic: the same schedule gave two results, first "${gist}", then "${then}"`;
  }
  const trouble = troubleOf(failure.schedule);
  const when = trouble === undefined ? '' : ` when ${trouble}`;
  return `${beginningOf(failure, when)}${gist === '' ? '' : `: ${gist}`}`;
}

function beginningOf({ kind }: CheckFailure, when: string): string {
  switch (kind) {
    case 'invariant':
      return `The listener breaks${when === '' ? ' though nothing goes wrong' : when}`;
    case 'threw':
      return `The listener dies of an error that nobody catches${comma(when)}`;
    case 'exited':
      return `The listener ends by itself${when}`;
    case 'never acked':
      return `The listener never acknowledges an event${comma(when)}`;
    case 'ack wait too short':
      return `The ack wait is shorter than the listener needs${comma(when)}`;
    case 'client ID taken':
      return `The listener can't come back${when}, since its client ID is taken`;
    case 'start failed':
      return `The listener can't start again${when}`;
    case 'not closed':
      return `The listener does not close its connection${when === '' ? ' when it is stopped' : when}`;
    case 'stop failed':
      return `The listener can't be stopped${comma(when)}`;
  }
}

function comma(when: string): string {
  return when === '' ? '' : `,${when}`;
}
