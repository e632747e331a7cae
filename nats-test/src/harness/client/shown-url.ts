import { hostPort } from '../../base/host-port';
import { parseUrls } from './parse-url';

/**
 * The URL of a connection as it may be shown: without a login.
 * @throws RangeError when it is none
 */
export function shownUrl(url: string): string {
  return parseUrls(url)
    .map(({ host, port, isTls }) => `${isTls ? 'tls' : 'nats'}://${hostPort(host, port)}`)
    .join(',');
}
