import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../../src/server/broker/route-table';
import type { InternalSubscription } from '../../../src/server/broker/subscription';

const internal = (subject: string): InternalSubscription => ({
  kind: 'internal',
  subject,
  queue: '',
  sid: '1',
  handler: () => {},
  owner: { inMsgs: 0, inBytes: 0, outMsgs: 0, outBytes: 0, lastActivityMs: 0 },
  messagesDelivered: 0,
});

describe('a route table', () => {
  it('takes subjects of 30,000 tokens', () => {
    const table = new RouteTable();
    const deep = internal(`*${'.a'.repeat(30_000)}`);
    table.insert(deep);

    expect(table.route(`b${'.a'.repeat(30_000)}`).internals).toEqual([deep]);

    table.remove(deep);
    expect(table.route(`b${'.a'.repeat(30_000)}`).internals).toEqual([]);
  });

  it('takes 200,000 subscriptions on one wildcard', () => {
    const table = new RouteTable();
    for (let i = 0; i < 200_000; i++) table.insert(internal('f.*'));

    expect(table.route('f.a').internals).toHaveLength(200_000);
  });

  it('drops routes that were kept when long subjects without end are published to', () => {
    const table = new RouteTable();
    const first = table.route('first');

    for (let i = 0; i < 10_000; i++) table.route(`${i}${'x'.repeat(4000)}`);

    expect(table.isCurrent(first)).toBe(false);
  });
});
