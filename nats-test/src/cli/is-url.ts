/** Whether a target was typed as a URL, whichever it is. */
export function isUrl(word: string): boolean {
  return /^[a-z]+:\/\//i.test(word);
}
