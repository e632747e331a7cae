import { expect, test } from 'vitest';

import { parseUrls } from '../../../src/harness/client/parse-url';

test.each([
  ['nats://host:4333', { host: 'host', port: 4333, isTls: false }],
  ['nats://host', { host: 'host', port: 4222, isTls: false }],
  ['host:4333', { host: 'host', port: 4333, isTls: false }],
  ['host', { host: 'host', port: 4222, isTls: false }],
  ['tls://host', { host: 'host', port: 4222, isTls: true }],
  ['NATS://host:1/', { host: 'host', port: 1, isTls: false }],
  ['nats://[::1]:4333', { host: '::1', port: 4333, isTls: false }],
  ['[::1]', { host: '::1', port: 4222, isTls: false }],
  ['nats://me:pass@host', { host: 'host', port: 4222, isTls: false, user: 'me', pass: 'pass' }],
  ['me:p%40ss@host', { host: 'host', port: 4222, isTls: false, user: 'me', pass: 'p@ss' }],
  ['nats://t0ken@host', { host: 'host', port: 4222, isTls: false, token: 't0ken' }],
])('%s is understood', (url, address) => {
  expect(parseUrls(url)).toEqual([address]);
});

test('several servers have commas between them', () => {
  expect(parseUrls('nats://a:1, b:2').map(({ host, port }) => [host, port])).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

test.each([
  ['', 'is empty'],
  ['a,', 'is empty'],
  ['http://host:4222', 'begins with http://'],
  ['nats://host:99999', 'is no URL of a server'],
  ['nats://host:port', 'is no URL of a server'],
  ['nats://host:0', 'has port 0'],
  ['nats://', 'names no host'],
  ['nats://:4222', 'no URL of a server'],
  ['nats://ho st', 'is no URL of a server'],
  ['nats://ho\tst', 'has a blank'],
  ['nats://host/path', 'goes on after the port'],
  ['nats://host?query', 'goes on after the port'],
  ['nats://me:100%@host', 'stands for no letter'],
])('%j is refused with what is wrong', (url, text) => {
  expect(() => parseUrls(url)).toThrow(RangeError);
  expect(() => parseUrls(url)).toThrow(text);
});

test.each([
  'nats://me:secret@host:x',
  'me:secret@host/path',
  'http://me:s@secret@host',
  'nats://secret@a b',
])('the error about %s shows no password', (url) => {
  expect(() => parseUrls(url)).toThrow(/^(?!.*secret)/s);
});
