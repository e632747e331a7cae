import { inspect, stripVTControlCharacters } from 'node:util';
import { messageOf } from '../../base/message-of';
import { oneLine } from '../../base/one-line';
import { cut } from '../../base/wrap';
import type { CheckFailure } from '../verdict';
import { withoutStop } from './words';

/** More of a message is a dump. */
const LINES_MAX = 12;
const VALUE_LENGTH_MAX = 50;
/** A line of a message may be a dump, too. */
const LINE_LENGTH_MAX = 300;

/** What was thrown, in one line: `Error: no such account`. */
export function firstLineOf(thrown: unknown): string {
  const line = linesOfMessage(thrown)[0] ?? '';
  return thrown instanceof Error ? `${thrown.name}${line === '' ? '' : `: ${line}`}` : line;
}

/** The message of what was thrown, without colours and empty lines. */
export function linesOfMessage(thrown: unknown): string[] {
  const text =
    typeof thrown === 'object' && thrown !== null && !(thrown instanceof Error)
      ? inspect(thrown, { depth: 2 })
      : messageOf(thrown);
  return cleanLines(text);
}

function cleanLines(text: string): string[] {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => cut(line.trimEnd(), LINE_LENGTH_MAX))
    .filter((line) => line !== '');
  const rest = lines.length - LINES_MAX;
  return rest <= 1 ? lines : [...lines.slice(0, LINES_MAX), `… (${rest} more lines)`];
}

/**
 * What is wrong, for the end of a headline. Assertions of jest and node:assert keep what they have
 * seen for later lines: it is fetched to the front.
 */
export function gistOf({
  kind,
  message,
  cause,
}: Pick<CheckFailure, 'kind' | 'message' | 'cause'>): string {
  const lines = cleanLines(message);
  const values = kind === 'invariant' && lines.length > 1 ? comparedBy(cause) : undefined;
  return values ?? withoutStop(oneLine(lines[0] ?? ''));
}

function comparedBy(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined;
  const result = 'matcherResult' in cause ? cause.matcherResult : cause;
  if (typeof result !== 'object' || result === null) return undefined;
  // Whoever gave node:assert a message of their own wants to read that.
  if ('generatedMessage' in result && result.generatedMessage === false) return undefined;
  if (!('actual' in result) || !('expected' in result)) return undefined;
  return `${shown(result.actual)}, expected ${shown(result.expected)}`;
}

function shown(value: unknown): string {
  return cut(oneLine(inspect(value, { depth: 3, breakLength: Infinity })), VALUE_LENGTH_MAX);
}
