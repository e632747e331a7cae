import { isIP } from 'node:net';
import { parseUrls } from './parse-url';

/**
 * The URL of a connection as it may be shown: without a login.
 * @throws RangeError when it is none
 */
export function shownUrl(url: string): string {
  return parseUrls(url)
    .map(({ host, port, isTls }) => {
      const hostInUrl = isIP(host) === 6 ? `[${host}]` : host;
      return `${isTls ? 'tls' : 'nats'}://${hostInUrl}:${port}`;
    })
    .join(',');
}
