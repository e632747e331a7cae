/** What was thrown, in words: mostly an error, but anything can be thrown. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    // It has no text, such as an object without a prototype, or throws when it is asked.
    return 'something that can not be shown';
  }
}
