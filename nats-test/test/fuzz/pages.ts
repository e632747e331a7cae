import type { Random } from '../../src/base/random';
import type { PageCase } from './case';
import { mutated, pick } from './mutate';

const METHODS = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'PRI',
  'get',
];
const PATHS = [
  '/',
  '/varz',
  '/connz',
  '/routez',
  '/gatewayz',
  '/leafz',
  '/subsz',
  '/subscriptionsz',
  '/stacksz',
  '/streaming',
  '/streaming/serverz',
  '/streaming/storez',
  '/streaming/clientsz',
  '/streaming/channelsz',
  '//',
  '/..',
  '/%',
  '/%00',
  '/%2e%2e/varz',
  '*',
  'http://a:99999/',
  'http://a/varz',
  '/\xff',
  `/${'x'.repeat(5000)}`,
];
const NAMES = [
  'subs',
  'offset',
  'limit',
  'cid',
  'state',
  'sort',
  'auth',
  'user',
  'acc',
  'test',
  'channel',
  'client',
  'callback',
  '__proto__',
];
const VALUES = [
  '',
  '0',
  '1',
  '-1',
  'true',
  'x',
  '%',
  '%ff',
  '%00',
  '+1',
  ' 1',
  '1e9',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999999',
  '9'.repeat(8000),
  'closed',
  'any',
  'bytes_to',
  'uptime',
  'stop',
  'reason',
  'x.a',
  '>',
  'a..b',
  '<script>',
  '\r',
  '__proto__',
];
const HEADERS = [
  'Host: a',
  'Host: a\r\nHost: b',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nContent-Length: 3',
  'Connection: close',
  'Connection: Upgrade\r\nUpgrade: websocket',
  'Expect: 100-continue',
  'Expect: a miracle',
  `X: ${'y'.repeat(20_000)}`,
  'X : y',
  ': y',
  'X: \0',
  'Range: bytes=0-0',
  'Accept-Encoding: gzip',
];

/** A request to the monitoring port: in order, odd, or no HTTP at all. */
export function randomPage(random: Random): PageCase {
  const query = Array.from(
    { length: random.below(4) },
    () => `${pick(random, NAMES)}=${pick(random, VALUES)}`,
  ).join('&');
  const headers = Array.from({ length: random.below(3) }, () => pick(random, HEADERS));
  const version =
    random.below(20) === 0 ? pick(random, ['HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '']) : 'HTTP/1.1';
  const target = `${pick(random, PATHS)}${query === '' ? '' : `?${query}`}`;
  const lines = [`${pick(random, METHODS)} ${target} ${version}`, 'Host: localhost', ...headers];
  const one = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const pipelined = random.below(10) === 0 ? Buffer.concat([one, one, one]) : one;
  const bytes = random.below(4) === 0 ? mutated(random, pipelined, one) : pipelined;
  return { kind: 'page', bytes };
}
