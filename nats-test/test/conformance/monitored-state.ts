import type { ConformanceTarget, TargetOptions } from '../support/conformance-target';
import { RawNatsClient } from '../support/raw-nats-client';
import { StanClient } from './stan-client';

/** A page as it came. */
export interface MonitoredPage {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Pages by path and query, in the order in which they were asked for: a page counts requests. */
export type MonitoredPages = Readonly<Record<string, MonitoredPage>>;

/**
 * Heartbeats, which come when they come, would count as messages; and connections are sorted by
 * times, which virtual time would make the same.
 */
export const STATE_OPTIONS: TargetOptions = { args: ['-hbi', '1h'], realTime: true };

const CORE_QUERIES = [
  '/varz',
  '/varz?callback=f',
  '/connz',
  '/connz?subs=1',
  '/connz?auth=true',
  '/connz?auth=1&state=all',
  '/connz?state=closed',
  '/connz?state=Closed&subs=t&sort=stop',
  '/connz?state=closed&sort=reason',
  '/connz?state=ANY&limit=2&offset=1',
  '/connz?cid=4',
  '/connz?cid=4&offset=1',
  '/connz?cid=9999',
  '/connz?cid=4&state=closed',
  '/connz?cid=6&state=closed',
  '/connz?cid=4&state=all',
  '/connz?limit=2',
  '/connz?limit=-1&offset=-1',
  '/connz?limit=2&offset=3',
  '/connz?offset=99',
  '/connz?user=ann&auth=1',
  '/connz?user=nobody',
  '/connz?state=all&user=late',
  '/connz?acc=$G',
  '/connz?acc=other',
  '/connz?state=all&acc=$G',
  '/connz?sort=cid',
  '/connz?sort=start&limit=1',
  '/connz?sort=subs&limit=1',
  '/connz?sort=msgs_to&limit=2',
  '/connz?sort=msgs_from&limit=2',
  '/connz?sort=bytes_to&limit=2',
  '/connz?sort=bytes_from&limit=2',
  '/connz?sort=uptime&limit=1',
  '/connz?callback=f&limit=1',
  '/connz?sort=nonsense',
  '/connz?sort=CID',
  '/connz?sort=stop',
  '/connz?sort=reason&state=all',
  '/connz?auth=yes',
  '/connz?subs=2',
  '/connz?subs=detail',
  '/connz?offset=x',
  '/connz?offset=1.5',
  '/connz?limit=99999999999999999999',
  '/connz?cid=-1',
  '/connz?cid=%2B1',
  '/connz?cid=99999999999999999999',
  '/connz?state=half',
  '/connz?state=half&sort=nonsense&auth=x&callback=f',
  '/subsz',
  '/subscriptionsz',
  '/subsz?subs=1',
  '/subsz?subs=1&limit=99&offset=-1&callback=f',
  '/subsz?subs=1&offset=999',
  '/subsz?subs=1&test=orders.new',
  '/subsz?subs=1&test=nobody.listens',
  '/subsz?test=orders.*',
  '/subsz?subs=1&test=a..b',
  '/subsz?subs=maybe',
  '/subsz?limit=x',
  '/subsz?offset=x',
  '/routez',
  '/routez?subs=1',
  '/routez?subs=x',
  '/routez?callback=f',
  '/gatewayz',
  '/gatewayz?accs=x',
  '/leafz',
  '/leafz?subs=x',
  '/nothing',
  // Once more: what was asked for has been counted.
  '/varz?again',
] as const;

const STREAMING_QUERIES = [
  '/streaming/serverz',
  '/streaming/storez',
  '/streaming/clientsz',
  '/streaming/clientsz?subs=1',
  '/streaming/clientsz?client=listener&subs=1',
  '/streaming/clientsz?client=nobody',
  '/streaming/clientsz?limit=1&offset=1',
  '/streaming/channelsz',
  '/streaming/channelsz?subs=1',
  '/streaming/channelsz?limit=2&offset=1',
  '/streaming/channelsz?channel=tickets&subs=1',
  '/streaming/channelsz?channel=tickets',
  '/streaming/channelsz?channel=nowhere',
  '/streaming/channelsz?subs=1&callback=f',
] as const;

/**
 * Brings a fresh server into a state that has something of everything, and reads its pages.
 * Whatever has a name has the same one, or one of the same length, each time.
 */
export async function readStatePages(target: ConformanceTarget): Promise<MonitoredPages> {
  const clients: RawNatsClient[] = [];
  const open = async (options: Readonly<Record<string, unknown>> = {}): Promise<RawNatsClient> => {
    const client = await RawNatsClient.connect(target, options);
    clients.push(client);
    return client;
  };
  try {
    await enterState(target, open);
    await Promise.all(clients.map(async (client) => client.flush().catch(() => undefined)));
    await target.settle();
    const pages: Record<string, MonitoredPage> = {};
    for (const path of [...STREAMING_QUERIES, ...CORE_QUERIES]) {
      pages[path] = await readPage(target, path);
    }
    return pages;
  } finally {
    for (const client of clients) client.destroy();
  }
}

async function readPage(target: ConformanceTarget, path: string): Promise<MonitoredPage> {
  const response = await fetch(`${target.monitoringUrl}${path}`);
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

async function enterState(
  target: ConformanceTarget,
  open: (options?: Readonly<Record<string, unknown>>) => Promise<RawNatsClient>,
): Promise<void> {
  // The server's own connections have the numbers 1 to 3.
  const first = await open({ name: 'first', lang: 'test', version: '1.0', user: 'ann', pass: 'p' });
  const second = await open({ name: 'seco\u00f1d <&>' });
  const gone = await open({ user: 'late' });
  const wrong = await open({ name: 'wrong' });
  const third = await open();
  await enterCoreState(first, second, gone, wrong);

  const join = (nats: RawNatsClient, clientId: string): Promise<StanClient> =>
    StanClient.connect(nats, target.clusterId, { clientId });
  const publisher = await join(second, 'publisher');
  const listener = await join(third, 'listener');
  const leaver = await join(third, 'leaver');
  await enterPlainState(publisher, listener);
  await enterDurableState(publisher, listener);
  await enterQueueState(publisher, listener, leaver);
  await publisher.publish('no/where', 'refused');
  await leaver.subscribe('tickets', { startPosition: 4 });
  await leaver.close();
}

/** Subscriptions and connections of core NATS. */
async function enterCoreState(
  first: RawNatsClient,
  second: RawNatsClient,
  gone: RawNatsClient,
  wrong: RawNatsClient,
): Promise<void> {
  first.send('SUB orders.* 1\r\nSUB orders.> workers 2\r\nSUB orders.new 3\r\nUNSUB 3 5\r\n');
  first.send('SUB gr\u00fc\u00dfe 4\r\nSUB once 5\r\nUNSUB 5\r\n');
  await first.flush();
  for (const body of ['one', 'two', 'three']) {
    second.publish('orders.new', body);
    await second.flush();
  }
  second.publish('nobody.listens', 'lost');
  await second.flush();
  await first.flush();
  gone.send('SUB for.a.while 1\r\nSUB for.ever 2\r\n');
  await gone.flush();
  // One after the other, so that it is known which is closed first.
  gone.destroy();
  await aMoment(first);
  wrong.send('GARBAGE\r\n');
  await wrong.readToEnd();
}

/** Waits a moment by asking a few times: what another connection did has been seen by then. */
async function aMoment(client: RawNatsClient): Promise<void> {
  for (let i = 0; i < 20; i++) await client.flush();
}

/** A subscription that has acknowledged all, one that waits, one that is stalled. */
async function enterPlainState(publisher: StanClient, listener: StanClient): Promise<void> {
  const diligent = await listener.subscribe('plain', { maxInFlight: 10 });
  const slow = await listener.subscribe('plain', { maxInFlight: 10, ackWaitInSecs: 60 });
  const stalled = await listener.subscribe('plain', { maxInFlight: 2 });
  await publisher.publishAll('plain', ['1', '22', '333', '4444', '55555']);
  for (const sequence of await diligent.takeSequences(5)) diligent.ack(sequence);
  await slow.take(5);
  slow.ack(2);
  await stalled.take(2);
  await listener.subscribe('empty');
}

/** A durable that is there, one that is offline, one that was deleted. */
async function enterDurableState(publisher: StanClient, listener: StanClient): Promise<void> {
  const here = await listener.subscribe('tickets', { durableName: 'here' });
  const offline = await listener.subscribe('tickets', { durableName: 'offline' });
  const deleted = await listener.subscribe('tickets', { durableName: 'deleted' });
  await publisher.publishAll('tickets', ['a', 'b', 'c']);
  await Promise.all([here, offline, deleted].map((subscription) => subscription.take(3)));
  here.ack(1);
  offline.ack(1);
  offline.ack(3);
  await offline.close();
  await deleted.unsubscribe();
}

/** A queue group of two clients, a durable one, and a durable one that nobody is in. */
async function enterQueueState(
  publisher: StanClient,
  listener: StanClient,
  leaver: StanClient,
): Promise<void> {
  const members = [
    await listener.subscribe('queued', { qGroup: 'workers', maxInFlight: 5 }),
    await publisher.subscribe('queued', { qGroup: 'workers', maxInFlight: 5 }),
  ];
  await listener.subscribe('queued.too', { qGroup: 'workers', durableName: 'd' });
  const last = await leaver.subscribe('queued.too', { qGroup: 'gone', durableName: 'd' });
  for (const body of ['x', 'y', 'z', 'w']) await publisher.publish('queued', body);
  await publisher.publish('queued.too', 'only');
  await Promise.all(members.map((member) => member.take(2)));
  await last.take(1);
  await last.close();
}
