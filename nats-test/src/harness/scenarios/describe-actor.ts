import { formatDuration } from '../../base/duration';
import type { Actor, Handling } from '../generators/plan';
import { describeTerms } from './describe-step';

/** An actor in words, without a full stop: `m1 listens (queue group workers) and acknowledges …`. */
export function describeActor(actor: Actor): string {
  if (actor.kind === 'publisher') return `\`${actor.name}\` publishes`;
  const { start, ...terms } = actor.terms;
  const from = start === undefined ? {} : { start };
  return `\`${actor.name}\` listens${describeTerms({ ...terms, ...from })} and ${describeHandling(actor.handling)}`;
}

function describeHandling(handling: Handling): string {
  switch (handling.does) {
    case 'ack': {
      const [least, most] = handling.afterMs;
      if (most === 0) return 'acknowledges at once';
      return `acknowledges after ${formatDuration(least)} to ${formatDuration(most)}`;
    }
    case 'ack when redelivered':
      return 'acknowledges an event only when it comes again';
    case 'book':
      return "books the next version of an event's account only, acknowledges older ones and leaves newer ones for later";
  }
}
