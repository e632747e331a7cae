/** A host as it stands before a port: an IPv6 address, which alone has colons, in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** `host:port`, an IPv6 address in brackets. */
export function hostPort(host: string, port: number): string {
  return `${bracketed(host)}:${port}`;
}
