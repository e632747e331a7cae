const UNIT_BYTES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
};

/** A size has 64 bits. */
const BYTES_MAX = 2 ** 63;

/**
 * Reads a size as NATS configurations write it: `1000`, `10MB`, `1GB` (powers of 1024),
 * `10k` (powers of 1000), in either case.
 * @returns bytes, or undefined when the text is no size
 */
export function parseSize(text: string): number | undefined {
  const match = /^(-?\d+)([a-z]*)$/i.exec(text.trim());
  const unit = UNIT_BYTES[(match?.[2] ?? '?').toLowerCase()];
  if (!match || unit === undefined) return undefined;
  const bytes = Number(match[1]) * unit;
  return Math.abs(bytes) < BYTES_MAX ? bytes : undefined;
}

/** Writes a size for people: `976.56 MB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(2)} ${units[unit] ?? ''}`;
}
