const NS_PER_SECOND = 1_000_000_000n;

/** A time as Go writes it in JSON: RFC 3339 in UTC, nanoseconds without the zeros at their end. */
export function formatWallTime(wallNs: bigint): string {
  const seconds = new Date(Number(wallNs / NS_PER_SECOND) * 1000).toISOString().slice(0, 19);
  const fraction = String(wallNs % NS_PER_SECOND)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

/** How long something has run, for people: `3s`, `1m30s`, `2d0h0m5s`, `1y0d0h0m0s`. */
export function formatUptime(uptimeMs: number): string {
  const seconds = Math.floor(uptimeMs / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const years = Math.floor(days / 365);
  const parts: [number, string][] = [
    [years, 'y'],
    [days % 365, 'd'],
    [hours % 24, 'h'],
    [minutes % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first < 0 ? -1 : first)
    .map(([count, unit]) => `${count}${unit}`)
    .join('');
}
