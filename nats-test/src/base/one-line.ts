/**
 * A text of somebody else, such as a server's or a file's, on one line: it may be anything, and must
 * not do anything to the terminal.
 */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
