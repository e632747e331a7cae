import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../src/base/random';
import { RouteTable, type Route } from '../../../src/server/broker/route-table';
import type {
  ClientSubscription,
  InternalSubscription,
  Subscription,
} from '../../../src/server/broker/subscription';
import { openBroker } from '../../support/broker-pair';
import { pick } from '../../support/random-values';

let lastSid = 0;
/** The table never looks at it. */
const { served } = openBroker().connect();

function client(subject: string, queue = ''): ClientSubscription {
  return {
    kind: 'client',
    subject,
    queue,
    sid: String(++lastSid),
    connection: served,
    messagesMax: 0,
    messagesDelivered: 0,
    closed: false,
  };
}

function internal(subject: string): InternalSubscription {
  return {
    kind: 'internal',
    subject,
    queue: '',
    sid: '1',
    handler: () => {},
    owner: { inMsgs: 0, inBytes: 0, outMsgs: 0, outBytes: 0, lastActivityMs: 0 },
    messagesDelivered: 0,
  };
}

function tableOf(...subscriptions: Subscription[]): RouteTable {
  const table = new RouteTable();
  for (const subscription of subscriptions) table.insert(subscription);
  return table;
}

/** Everybody on the route, group members included. */
const everybodyOn = (route: Route): Subscription[] => [
  ...route.clients.map(({ subscription }) => subscription),
  ...route.internals,
  ...route.groups.flat().map(({ subscription }) => subscription),
];

const bySubject = (table: RouteTable, subject: string): string[] =>
  everybodyOn(table.route(subject))
    .map((subscription) => subscription.subject)
    .sort();

/** What the protocol says, token by token. */
function matches(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [i, token] of wanted.entries()) {
    if (token === '>') return tokens.length > i;
    if (tokens[i] === undefined || (token !== '*' && token !== tokens[i])) return false;
  }
  return wanted.length === tokens.length;
}

describe('RouteTable', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'a.b', false],
    ['a.b', 'a', false],
    ['*', 'a', true],
    ['*', 'a.b', false],
    ['a.*', 'a.b', true],
    ['a.*', 'a', false],
    ['a.*', 'a.b.c', false],
    ['*.b', 'a.b', true],
    ['*.*', 'a.b', true],
    ['a.*.c', 'a.b.c', true],
    ['>', 'a', true],
    ['>', 'a.b.c', true],
    ['a.>', 'a.b', true],
    ['a.>', 'a.b.c', true],
    ['a.>', 'a', false],
    ['*.>', 'a.b', true],
    ['*.>', 'a', false],
    // Inside a longer token they are ordinary characters.
    ['a*', 'ab', false],
    ['a*', 'a*', true],
    ['a.b>', 'a.b>', true],
    // Published, they match as any token does.
    ['a.*', 'a.*', true],
    ['a.>', 'a.>', true],
    ['a.b', 'a.*', false],
    ['a.*', 'a.>', true],
  ])('gives %j what is published to %j: %s', (pattern, subject, isMatch) => {
    expect(bySubject(tableOf(client(pattern)), subject)).toEqual(isMatch ? [pattern] : []);
  });

  it('gives a message once to each subscription, even when it matches in two ways', () => {
    const table = tableOf(client('a.>'), client('*.*'), client('a.b'));

    expect(bySubject(table, 'a.b')).toEqual(['*.*', 'a.>', 'a.b']);
  });

  it('counts two equal subscriptions as two', () => {
    expect(bySubject(tableOf(client('a'), client('a')), 'a')).toEqual(['a', 'a']);
  });

  it('has nobody for a subject that nobody subscribed to', () => {
    expect(bySubject(tableOf(client('a')), 'b')).toEqual([]);
  });

  it.each(['', 'a b', 'a\r\nPING', 'a\tb'])(
    'has nobody for %j, which would be more ops',
    (subject) => {
      expect(bySubject(tableOf(client('>'), client('*')), subject)).toEqual([]);
    },
  );

  it('keeps plain ones, parts of the server and queue groups apart', () => {
    const plain = client('a');
    const part = internal('a');
    const members = [client('a', 'q'), client('a', 'r'), client('*', 'q')];

    const route = tableOf(plain, part, ...members).route('a');

    expect(route.clients.map(({ subscription }) => subscription)).toEqual([plain]);
    expect(route.internals).toEqual([part]);
    expect(route.groups.map((group) => group.map(({ subscription }) => subscription))).toEqual([
      [members[0], members[2]],
      [members[1]],
    ]);
  });

  it('knows the beginning of each MSG, with the published subject and the own sid', () => {
    const subscription = client('a.*');

    const [target] = tableOf(subscription).route('a.b').clients;

    expect(target?.prefix.toString('latin1')).toBe(`MSG a.b ${subscription.sid} `);
  });

  it('gives the same route again while nothing changes', () => {
    const table = tableOf(client('a'));

    expect(table.route('a')).toBe(table.route('a'));
  });

  it.each([
    ['a literal subscription of its subject comes', 'a'],
    ['a wildcard comes', '*'],
  ])('makes a route stale when %s', (_what, pattern) => {
    const table = tableOf(client('a'));
    const route = table.route('a');

    table.insert(client(pattern));

    expect(table.isCurrent(route)).toBe(false);
    expect(bySubject(table, 'a')).toEqual([pattern, 'a'].sort());
  });

  it.each(['a', '*'])('makes a route stale when %j goes', (pattern) => {
    const gone = client(pattern);
    const table = tableOf(gone);
    const route = table.route('a');

    table.remove(gone);

    expect(table.isCurrent(route)).toBe(false);
    expect(bySubject(table, 'a')).toEqual([]);
  });

  it('leaves routes alone that a literal subscription does not concern', () => {
    const table = tableOf(client('a'));
    const route = table.route('a');

    table.insert(client('b'));

    expect(table.isCurrent(route)).toBe(true);
  });

  it('finds a route by bytes as by text', () => {
    const table = tableOf(client('ticket:created'));
    const bytes = Buffer.from('PUB ticket:created 5', 'latin1');

    expect(table.routeOfBytes(bytes, 4, 18)).toBe(table.route('ticket:created'));
  });

  it('does not give a stale route by bytes', () => {
    const table = tableOf();
    const bytes = Buffer.from('a', 'latin1');
    table.routeOfBytes(bytes, 0, 1);

    table.insert(client('a'));

    expect(table.routeOfBytes(bytes, 0, 1).clients).toHaveLength(1);
  });

  it('counts its subscriptions', () => {
    const literal = client('a');
    const wildcard = client('*');
    const table = tableOf(literal, wildcard, client('b'));

    table.remove(literal);
    table.remove(wildcard);
    table.remove(wildcard);

    expect(table.count).toBe(1);
  });

  it('keeps its head when 70,000 subjects are published to', () => {
    const table = tableOf(client('s.*'), client('s.5'));
    const held = table.route('s.5');

    for (let i = 0; i < 70_000; i++) table.route(`s.${i}`);

    // A route that was dropped says so, for its holder would miss every change.
    expect(table.isCurrent(held)).toBe(table.route('s.5') === held);
    expect(bySubject(table, 's.5')).toEqual(['s.*', 's.5']);
  });

  it('keeps the routes that a wildcard does not concern when it goes', () => {
    const [gone, stays] = [client('a.*'), client('*.>')];
    const table = tableOf(gone, stays);
    for (const subject of ['a.1', 'a.2', 'b.1', 'c']) table.route(subject);

    table.remove(gone);

    expect([...table.fanouts()]).toEqual([1, 0]);
  });

  it('agrees with a token by token comparison over 100 random histories', () => {
    for (let seed = 1; seed <= 100; seed++) compareWithMatching(seededRandom(seed), seed);
  });
});

function compareWithMatching(random: Random, seed: number): void {
  const table = new RouteTable();
  const inside: Subscription[] = [];
  const held: Route[] = [];
  const token = (wildcards: readonly string[]): string =>
    pick(random, ['a', 'b', 'c', 'a*', ...wildcards]);
  const subject = (wildcards: readonly string[] = []): string =>
    Array.from({ length: 1 + random.below(3) }, () => token(wildcards)).join('.');
  for (let step = 0; step < 60; step++) {
    const action = random.below(3);
    if (action === 0) {
      const pattern = subject(['*']) + pick(random, ['', '', '.>']);
      const subscription = pick(random, [
        client(pattern, pick(random, ['', 'q'])),
        internal(pattern),
      ]);
      table.insert(subscription);
      inside.push(subscription);
    } else if (action === 1 && inside.length > 0) {
      const [gone] = inside.splice(random.below(inside.length), 1);
      if (gone) table.remove(gone);
    }
    const published = subject();
    const bytes = Buffer.from(published, 'latin1');
    held.push(pick(random, [table.route(published), table.routeOfBytes(bytes, 0, bytes.length)]));
    // A route that says it is valid must be right, however long ago it was got.
    for (const route of held) {
      if (!table.isCurrent(route)) continue;
      const wanted = inside.filter((one) => matches(one.subject, route.subject));
      const found = everybodyOn(route);
      const isRight = found.length === wanted.length && wanted.every((one) => found.includes(one));
      expect(isRight, `seed ${seed}, step ${step}, subject ${route.subject}`).toBe(true);
    }
  }
}
