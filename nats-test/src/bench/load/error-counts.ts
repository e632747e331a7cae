/** Errors by their texts: a thousand of the same are one line. */
export class ErrorCounts {
  readonly #counts = new Map<string, number>();

  add(text: string, count = 1): void {
    this.#counts.set(text, (this.#counts.get(text) ?? 0) + count);
  }

  /** The most frequent first. */
  list(): { readonly text: string; readonly count: number }[] {
    return [...this.#counts]
      .map(([text, count]) => ({ text, count }))
      .sort((a, b) => b.count - a.count);
  }
}
