import { count } from '../../base/numbers';

/** `1 step`, `1,000 schedules`. */
export function howMany(amount: number, noun: string, nouns = `${noun}s`): string {
  return `${count(amount)} ${amount === 1 ? noun : nouns}`;
}

/** `a, b and c` */
export function listed(items: readonly string[], last = 'and'): string {
  const head = items.slice(0, -1);
  const tail = items.at(-1) ?? '';
  return head.length === 0 ? tail : `${head.join(', ')} ${last} ${tail}`;
}

/** `event 3`, `events 2 to 5`, `events 1, 2 and 7 to 9`. */
export function eventsNamed(events: readonly number[]): string {
  const parts: string[] = [];
  let from: number | undefined;
  const inOrder = events.toSorted((a, b) => a - b);
  for (const [i, event] of inOrder.entries()) {
    from ??= event;
    if (inOrder[i + 1] === event + 1) continue;
    if (from === event) parts.push(`${event}`);
    else if (from + 1 === event) parts.push(`${from}`, `${event}`);
    else parts.push(`${from} to ${event}`);
    from = undefined;
  }
  return `${events.length === 1 ? 'event' : 'events'} ${listed(parts)}`;
}

/** `30 s`, `0.1 s`, `5 ms`. */
export function timeWords(durationMs: number): string {
  return durationMs < 100
    ? `${Math.ceil(durationMs)} ms`
    : `${Number((durationMs / 1000).toFixed(1))} s`;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

/** `first`, …, then `9th`. @param number from 1 */
export function ordinal(number: number): string {
  const word = ORDINALS[number - 1];
  if (word !== undefined) return word;
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const ending = isTeen ? undefined : ['st', 'nd', 'rd'][(number % 10) - 1];
  return `${number}${ending ?? 'th'}`;
}

/** The text with a capital at its front. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A text without the full stop that it may have, for the middle of a sentence. */
export function withoutStop(text: string): string {
  return text.trim().replace(/(?<!\.)\.$/, '');
}
