import { expect, test } from 'vitest';

import type { ConnectionOptions } from '../../../src/harness/client/harness-client';
import type { Relay } from '../../../src/harness/faults/relay';
import { through } from '../../../src/harness/faults/through';

const relay = { host: '127.0.0.1', port: 5000 } as Relay;

test.each([
  [{ url: 'nats://host:4222' }, { url: 'nats://127.0.0.1:5000' }],
  [
    { url: 'nats://me:p%40ss@host,nats://other' },
    { url: 'nats://127.0.0.1:5000', user: 'me', pass: 'p@ss' },
  ],
  [{ url: 't0ken@host' }, { url: 'nats://127.0.0.1:5000', token: 't0ken' }],
  [
    { url: 'nats://me:pass@host', pass: 'other' },
    { url: 'nats://127.0.0.1:5000', user: 'me', pass: 'other' },
  ],
  [{ url: 'tls://host' }, { url: 'tls://127.0.0.1:5000', tls: { servername: 'host' } }],
  [
    { url: 'nats://host', tls: { ca: 'ca' } },
    { url: 'nats://127.0.0.1:5000', tls: { ca: 'ca', servername: 'host' } },
  ],
  [
    { url: 'nats://host', tls: { servername: 'name' } },
    { url: 'nats://127.0.0.1:5000', tls: { servername: 'name' } },
  ],
] satisfies [Partial<ConnectionOptions>, Partial<ConnectionOptions>][])(
  '%j becomes a connection to the relay',
  (connection, expected) => {
    const clusterId = 'c';
    expect(through(relay, { clusterId, ...connection })).toEqual({ clusterId, ...expected });
  },
);
