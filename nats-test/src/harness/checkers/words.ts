/** `1 event`, `30 events`. */
export function count(amount: number, noun: string, nouns = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : nouns}`;
}

/** `2.3 s`. */
export function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}

/** `1-3, 5` of numbers in rising order; `none` of no numbers. */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  let from: number | undefined;
  for (const [i, number] of numbers.entries()) {
    from ??= number;
    if (numbers[i + 1] === number + 1) continue;
    parts.push(from === number ? `${number}` : `${from}-${number}`);
    from = undefined;
  }
  return parts.length === 0 ? 'none' : parts.join(', ');
}
