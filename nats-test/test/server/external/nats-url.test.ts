import { describe, expect, it } from 'vitest';

import { NatsUrlError, readNatsUrls } from '../../../src/server/external/nats-url';

describe('readNatsUrls', () => {
  it.each([
    ['nats://10.0.0.1:4222', [{ host: '10.0.0.1', port: 4222 }]],
    ['nats://[::1]:5', [{ host: '::1', port: 5 }]],
    ['foo://h:1', [{ host: 'h', port: 1 }]],
    ['nats://:5', [{ host: 'localhost', port: 5 }]],
    ['nats://bob:secret@h:1', [{ host: 'h', port: 1, user: 'bob', pass: 'secret' }]],
    ['tok@h:1', [{ host: 'h', port: 1, user: 'tok' }]],
    ['nats://bob:a%40b@h', [{ host: 'h', port: 4222, user: 'bob', pass: 'a@b' }]],
    [
      'nats://a:1, b',
      [
        { host: 'a', port: 1 },
        { host: 'b', port: 4222 },
      ],
    ],
  ])('understands %s', (text, addresses) => {
    expect(readNatsUrls(text)).toEqual(addresses);
  });

  // What nats-streaming-server 0.17.0 says behind "Failed to start: ".
  it.each([
    ['127.0.0.1:1', 'malformed url: 127.0.0.1:1'],
    ['nats://h:1://x', 'malformed url: nats://h:1://x'],
    ['nats://127.0.0.1', 'address 127.0.0.1: missing port in address'],
    ['nats://', 'missing port in address'],
    ['nats://[::1]', 'address [::1]: missing port in address'],
    ['nats://::1:5', 'address ::1:5: too many colons in address'],
    ['nats://127.0.0.1:x', 'parse "nats://127.0.0.1:x": invalid port ":x" after host'],
    ['nats://127.0.0.1:-1', 'parse "nats://127.0.0.1:-1": invalid port ":-1" after host'],
    ['a@b:x', 'parse "nats://a@b:x": invalid port ":x" after host'],
    ['nats://x:%zz@h:1', 'parse "nats://x:%zz@h:1": invalid URL escape "%zz"'],
  ])('refuses %s with the words of the real server', (text, message) => {
    expect(() => readNatsUrls(text)).toThrow(new NatsUrlError(message));
  });
});
