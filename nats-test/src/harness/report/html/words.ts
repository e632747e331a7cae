import { oneLine } from '../../../base/one-line';
import { cut } from '../../../base/wrap';

/** Texts of others have any length. */
const LENGTH_MAX = 300;

/** A text of somebody else, of a length that a page can hold. */
export function shown(text: string, lengthMax = LENGTH_MAX): string {
  return cut(oneLine(text.slice(0, lengthMax * 4)), lengthMax);
}

/** `1 event`, `30 events`. */
export function counted(amount: number, noun: string, nouns = `${noun}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? noun : nouns}`;
}

/** A moment of a history: `12.345 s`. */
export function moment(timeMs: number): string {
  return `${(timeMs / 1000).toFixed(3)} s`;
}

/** The line of an operation in the history's file: the first one is the header. */
export function lineOf({ index }: { readonly index: number }): number {
  return index + 2;
}

/** `line 5`, `lines 5 and 9`. */
export function lines(operations: readonly { readonly index: number }[]): string {
  const numbers = operations.map(lineOf);
  if (numbers.length < 2) return `line ${numbers[0] ?? '?'}`;
  return `lines ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1) ?? ''}`;
}
