import { bracketed } from '../base/host-port';

/** How an address that a server listens on stands in a URL that leads there. */
export function inUrl(host: string): string {
  return bracketed(host === '0.0.0.0' || host === '::' || host === '' ? '127.0.0.1' : host);
}
