const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** One nanosecond, in milliseconds. */
const UNIT_NS = 1e-6;
/** Go counts nanoseconds in 64 bits. */
const DURATION_MS_MAX = 2 ** 63 / 1e6;

const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * Reads a duration as Go writes it: `5s`, `1m30s`, `500ms`, `-1.5h`, `0`.
 * @returns milliseconds, or undefined when the text is no duration
 */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0;
  let totalMs = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < rest.length) {
    const part = PART.exec(rest);
    if (!part) return undefined;
    totalMs += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? Number.NaN);
  }
  if (rest === '' || totalMs >= DURATION_MS_MAX) return undefined;
  // What is less than a nanosecond is nothing, as in Go, and not a very short time.
  return totalMs < UNIT_NS ? 0 : sign * totalMs;
}

/** Writes a duration as Go does: `5s`, `1m30s`, `2h0m0s`, `500ms`, `0s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  const sign = durationMs < 0 ? '-' : '';
  const absoluteMs = Math.abs(durationMs);
  if (absoluteMs < 1e-3) return `${sign}${Math.round(absoluteMs * 1e6)}ns`;
  if (absoluteMs < 1) return `${sign}${Number((absoluteMs * 1e3).toFixed(3))}µs`;
  if (absoluteMs < 1000) return `${sign}${Number(absoluteMs.toFixed(6))}ms`;
  const hours = Math.floor(absoluteMs / 3_600_000);
  const minutes = Math.floor(absoluteMs / 60_000) % 60;
  const seconds = Number(((absoluteMs % 60_000) / 1000).toFixed(9));
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  if (minutes > 0) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${seconds}s`;
}

/** Accepts what people write for a duration in code: milliseconds, or a text such as `30s`. */
export function toMilliseconds(duration: number | string): number {
  // Whoever writes JavaScript may give anything.
  const durationMs = typeof duration === 'string' ? parseDuration(duration) : duration;
  if (!Number.isFinite(durationMs)) {
    throw new RangeError(
      `'${String(duration)}' is not a duration: give milliseconds, or a text such as '500ms', '30s', '1m30s'`,
    );
  }
  return durationMs as number;
}
