const NS_PER_MS = 1_000_000n;

/**
 * Reads a time as Node shows it of a certificate: `Feb  1 00:00:00 2020 GMT`.
 * @returns nanoseconds since 1970
 */
export function parseCertificateTime(text: string): bigint {
  return BigInt(Date.parse(text)) * NS_PER_MS;
}
