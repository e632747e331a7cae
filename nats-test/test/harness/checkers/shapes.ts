import type { History, Operation, SubscriptionTerms } from '../../../src/harness/history/operation';

type Fields = Record<string, unknown> & { readonly f: Operation['f'] };

/** Writes long histories of a right server down, one operation a millisecond. */
class Shape {
  readonly history: Operation[] = [];
  private ids = 0;
  private readonly sequences = new Map<string, number>();

  note(client: string, fields: Fields, timeMs = this.history.length): void {
    this.history.push({
      index: this.history.length,
      timeMs,
      client,
      type: 'ok',
      ...fields,
    } as unknown as Operation);
  }

  request(client: string, fields: Fields): void {
    const id = ++this.ids;
    this.note(client, { ...fields, id, type: 'invoke' });
    this.note(client, { ...fields, id });
  }

  join(client: string, channel: string, subscription: string, given: Partial<SubscriptionTerms>) {
    this.request(client, { f: 'connect', clientId: client });
    this.subscribe(client, channel, subscription, given);
  }

  subscribe(
    client: string,
    channel: string,
    subscription: string,
    given: Partial<SubscriptionTerms>,
  ) {
    const terms = { maxInFlight: 100, ackWaitMs: 1000, ...given };
    this.request(client, { f: 'subscribe', channel, subscription, terms });
  }

  /** Published, and at once at all of those, each as client and subscription, and acknowledged. */
  event(publisher: string, channel: string, at: readonly (readonly [string, string])[]): void {
    const sequence = (this.sequences.get(channel) ?? 0) + 1;
    this.sequences.set(channel, sequence);
    const value = `${channel}-${sequence}`;
    const id = ++this.ids;
    this.note(publisher, { f: 'publish', channel, value, id, type: 'invoke' });
    for (const [client, subscription] of at) {
      const what = { channel, subscription, value, sequence };
      this.note(client, { ...what, f: 'deliver', redelivered: false, redeliveryCount: 0 });
      this.note(client, { ...what, f: 'ack' });
    }
    this.note(publisher, { f: 'publish', channel, value, id });
  }
}

/** A history of a right server with about so many operations. */
export interface NamedShape {
  readonly name: string;
  readonly make: (operations: number) => History;
}

/** Members of one group that come and go. */
function groupOfManyStarts(operations: number): History {
  const shape = new Shape();
  const starts = Math.max(2, Math.round(operations / 100));
  const events = Math.floor(operations / starts / 4) - 3;
  shape.request('p', { f: 'connect', clientId: 'p' });
  for (let start = 0; start < starts; start++) {
    const client = `m${start % 2}`;
    if (start > 1) shape.note(client, { f: 'lost', error: 'gone' });
    const other = start === 0 ? undefined : `m${(start - 1) % 2}`;
    shape.join(client, 'c', `${client}#${start}`, { queue: 'q', durable: 'd' });
    for (let i = 0; i < events; i++) {
      const to = i % 2 === 0 && other !== undefined ? other : client;
      shape.event('p', 'c', [[to, to === client ? `${client}#${start}` : `${to}#${start - 1}`]]);
    }
  }
  shape.note('', { f: 'end' }, shape.history.length + 5000);
  return shape.history;
}

/** Durables that are closed and resumed in turn. */
function manyDurables(operations: number): History {
  const shape = new Shape();
  const durables = Math.max(4, Math.round(operations / 2000));
  shape.request('p', { f: 'connect', clientId: 'p' });
  const starts = new Map<number, number>();
  for (let i = 0; i < durables; i++) {
    shape.join(`d${i}`, `c${i % 50}`, `d${i}#1`, { durable: 'd', start: { from: 'first' } });
    starts.set(i, 1);
  }
  for (let turn = 0; shape.history.length < operations; turn++) {
    const i = turn % durables;
    const start = starts.get(i) ?? 1;
    const client = `d${i}`;
    shape.request(client, { f: 'close', subscription: `${client}#${start}` });
    starts.set(i, start + 1);
    const again = `${client}#${start + 1}`;
    shape.subscribe(client, `c${i % 50}`, again, { durable: 'd' });
    const there: [string, string][] = [];
    for (let other = i % 50; other < durables; other += 50) {
      there.push([`d${other}`, `d${other}#${starts.get(other) ?? 1}`]);
    }
    shape.event('p', `c${i % 50}`, there);
  }
  shape.note('', { f: 'end' }, shape.history.length + 5000);
  return shape.history;
}

function manyChannels(operations: number): History {
  const shape = new Shape();
  const channels = 200;
  shape.request('p', { f: 'connect', clientId: 'p' });
  shape.request('l', { f: 'connect', clientId: 'l' });
  for (let i = 0; i < channels; i++) shape.subscribe('l', `c${i}`, `s${i}`, {});
  for (let turn = 0; shape.history.length < operations; turn++) {
    const i = turn % channels;
    shape.event('p', `c${i}`, [['l', `s${i}`]]);
  }
  shape.note('', { f: 'end' }, shape.history.length + 5000);
  return shape.history;
}

/** The harness stands still again and again, and so do server and links. */
function manyPauses(operations: number): History {
  const shape = new Shape();
  shape.join('p', 'c', 'sp', {});
  shape.join('l', 'c', 's', { durable: 'd' });
  for (let turn = 0; shape.history.length < operations; turn++) {
    shape.event('p', 'c', [
      ['p', 'sp'],
      ['l', 's'],
    ]);
    const on = 'server';
    if (turn % 5 === 0) shape.note('', { f: 'pause', pausedMs: 1 });
    if (turn % 5 === 1) shape.note('l', { f: 'freeze' });
    if (turn % 5 === 2) shape.note('l', { f: 'thaw' });
    if (turn % 5 === 3) {
      shape.request('l', { f: 'ping' });
      shape.note('', { f: 'fault', fault: 'freeze', state: 'begins', on });
      shape.note('', { f: 'fault', fault: 'freeze', state: 'ends', on });
    }
  }
  shape.note('', { f: 'end' }, shape.history.length + 5000);
  return shape.history;
}

/** A server that is killed again and again; its clients come back, and nothing is acknowledged at once. */
function manyRestarts(operations: number): History {
  const shape = new Shape();
  for (let start = 1; shape.history.length < operations; start++) {
    shape.join('p', 'c', `sp#${start}`, {});
    shape.join('l', 'c', `s#${start}`, { durable: 'd' });
    for (let i = 0; i < 10; i++) {
      shape.event('p', 'c', [
        ['p', `sp#${start}`],
        ['l', `s#${start}`],
      ]);
    }
    const fault = { f: 'fault', fault: 'kill', on: 'server' } as const;
    shape.note('', { ...fault, state: 'begins' });
    shape.note('p', { f: 'lost', error: 'gone' });
    shape.note('l', { f: 'lost', error: 'gone' });
    shape.note('', { ...fault, state: 'ends' });
  }
  shape.note('', { f: 'end' }, shape.history.length + 5000);
  return shape.history;
}

/** Plain subscriptions that begin everywhere and crash soon. */
function manyReaders(operations: number): History {
  const shape = new Shape();
  shape.request('p', { f: 'connect', clientId: 'p' });
  for (let start = 1; shape.history.length < operations; start++) {
    shape.join('l', 'c', `s#${start}`, {});
    for (let i = 0; i < 10; i++) shape.event('p', 'c', [['l', `s#${start}`]]);
    shape.note('l', { f: 'crash' });
  }
  shape.note('', { f: 'end' }, shape.history.length + 5000);
  return shape.history;
}

export const shapes: readonly NamedShape[] = [
  { name: 'one group with thousands of starts', make: groupOfManyStarts },
  { name: 'hundreds of durables that are resumed', make: manyDurables },
  { name: '200 channels', make: manyChannels },
  { name: 'many pauses', make: manyPauses },
  { name: 'many restarts', make: manyRestarts },
  { name: 'many readers', make: manyReaders },
];
