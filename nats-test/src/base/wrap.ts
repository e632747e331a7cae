import { oneLine } from './one-line';

/** Between words, but not between a number and its unit: `0.5 s`. */
const SPACE = /(?<!\d)\s+|\s+(?!m?s\b)/;

/**
 * Breaks a text into lines at its spaces.
 * @returns lines of at most that many characters, except where one word is longer than that
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words(text)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** How many characters the longest word of a text has. */
export function longestWord(text: string): number {
  return Math.max(...words(text).map((word) => word.length));
}

/** The text on one line of so many characters; what does not fit is left out, and `…` says so. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 0)).trimEnd()}…`;
}

/** What is of somebody else must not do anything to the terminal. */
function words(text: string): string[] {
  return oneLine(text).split(SPACE);
}
