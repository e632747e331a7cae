import { describe, expect, it } from 'vitest';
import { openBroker } from '../../support/broker-pair';
import { RouteTable } from '../../../src/server/broker/route-table';
import type {
  ClientSubscription,
  InternalSubscription,
} from '../../../src/server/broker/subscription';

const internal = (subject: string): InternalSubscription => ({
  kind: 'internal',
  subject,
  queue: '',
  sid: '1',
  handler: () => {},
  owner: { inMsgs: 0, inBytes: 0, outMsgs: 0, outBytes: 0, lastActivityMs: 0 },
  messagesDelivered: 0,
});

const connection = openBroker().connect().served;
const onEverything = (sid: string): ClientSubscription => ({
  kind: 'client',
  subject: '>',
  queue: '',
  sid,
  connection,
  messagesMax: 0,
  messagesDelivered: 0,
  closed: false,
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

  it('drops routes that were kept when many subscriptions are on each', () => {
    const table = new RouteTable();
    const first = table.route('first');
    for (let i = 0; i < 1000; i++) table.insert(onEverything(String(i)));

    for (let i = 0; i < 500; i++) table.route(`subject ${i}`.replace(' ', '.'));

    // 500 routes of 1000 subscriptions would be 80 MB and more.
    expect([...table.fanouts()].length).toBeLessThan(300);
    expect(table.route('subject.499').clients).toHaveLength(1000);
    expect(table.isCurrent(first)).toBe(false);
  });

  it('holds nobody by a route that somebody has kept', () => {
    const table = new RouteTable();
    const gone = onEverything('1');
    table.insert(gone);
    const kept = table.route('a');

    table.remove(gone);

    expect(kept.clients).toEqual([]);
  });

  it('knows what its subscriptions take, and nothing when they are gone', () => {
    const table = new RouteTable();
    const deep = internal(`a${'.*'.repeat(1000)}`);
    const flat = internal('a.b');

    table.insert(deep);
    table.insert(flat);
    const withBoth = table.bytes;
    table.remove(deep);
    table.remove(flat);

    expect(withBoth).toBeGreaterThan(500_000);
    expect(table.bytes).toBe(0);
  });
});
