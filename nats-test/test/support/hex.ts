/** The object with its bytes as hex, and 0 for -0: for a comparison that shows what differs. */
export function withHexBytes(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      if (item instanceof Uint8Array) return [key, Buffer.from(item).toString('hex')];
      return [key, item === 0 ? 0 : item];
    }),
  );
}
