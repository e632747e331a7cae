import type { Fault } from '../../../../src/harness/history/fault';
import type { History, Phase } from '../../../../src/harness/history/operation';
import { Recorder, type Entry } from '../../../../src/harness/history/recorder';
import { seededRandom, type Random } from '../../../../src/base/random';

/** A fault of a played history, in milliseconds. */
export interface PlayedFault {
  readonly fault: Fault;
  readonly on: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Play {
  readonly seed: number;
  /** Of the phase main. */
  readonly mainMs: number;
  readonly publishers: number;
  /** Members of a queue group; a durable subscriber called `audit` gets everything, too. */
  readonly listeners: number;
  readonly publishEachMs: number;
  readonly faults: readonly PlayedFault[];
  /** Numbers of events that are acknowledged and come nowhere. */
  readonly lost: readonly number[];
  /** Numbers of events that come at two members as new. */
  readonly duplicated: readonly number[];
  readonly prefix: string;
}

const CALM: Play = {
  seed: 42,
  mainMs: 12_000,
  publishers: 2,
  listeners: 3,
  publishEachMs: 150,
  faults: [],
  lost: [],
  duplicated: [],
  prefix: 'k3f9-orders-',
};

const CHANNEL = 'nats-test.orders';
const TERMS = { maxInFlight: 16, ackWaitMs: 1000 };

/** A history as a run of publishers, a queue group and a durable subscriber under faults would leave it. */
export function playedHistory(changes: Partial<Play> = {}): History {
  return new Stage({ ...CALM, ...changes }).play();
}

class Stage {
  private readonly entries: { atMs: number; entry: Entry }[] = [];
  private readonly random: Random;
  private readonly starts = new Map<string, number>();
  private ids = 0;
  private readonly plan: Play;

  constructor(plan: Play) {
    this.plan = plan;
    this.random = seededRandom(plan.seed);
  }

  play(): History {
    const { mainMs, publishers, listeners, faults } = this.plan;
    for (let i = 1; i <= publishers; i++) this.connect(`p${i}`, i * 3);
    for (let i = 1; i <= listeners; i++) this.join(`l${i}`, 10 + i * 4);
    this.join('audit', 30);
    this.phase('main', 50);
    for (const it of faults) this.strike(it);
    this.publishAll();
    const phases = ['heal', 'settle', 'drain'] as const;
    for (const [i, phase] of phases.entries()) this.phase(phase, mainMs + 100 + i * 600);
    for (const client of ['l1', 'audit']) {
      const subscription = `${client}#${this.starts.get(client) ?? 0}`;
      this.ask({ client, f: 'close', subscription }, mainMs + 4000, 2);
    }
    for (let i = 1; i <= publishers; i++)
      this.ask({ client: `p${i}`, f: 'disconnect' }, mainMs + 4100, 2);
    this.note(mainMs + 4500, { client: '', type: 'ok', f: 'end' });
    return this.recorded();
  }

  private recorded(): History {
    let nowMs = 0;
    const recorder = new Recorder(() => nowMs);
    for (const { atMs, entry } of this.entries.toSorted((a, b) => a.atMs - b.atMs)) {
      nowMs = atMs;
      recorder.record(entry);
    }
    return recorder.history;
  }

  private note(atMs: number, entry: Entry): void {
    this.entries.push({ atMs, entry });
  }

  private phase(phase: Phase, atMs: number): void {
    this.note(atMs, { client: '', type: 'ok', f: 'phase', phase });
  }

  private ask(
    fields: { client: string } & (
      | { f: 'connect'; clientId: string }
      | { f: 'disconnect' }
      | { f: 'close'; subscription: string }
    ),
    atMs: number,
    tookMs: number,
  ): void {
    const id = ++this.ids;
    this.note(atMs, { ...fields, id, type: 'invoke' });
    this.note(atMs + tookMs, { ...fields, id, type: 'ok' });
  }

  private connect(client: string, atMs: number): void {
    this.ask({ client, f: 'connect', clientId: `${client}-k3f9` }, atMs, 2.5);
  }

  private join(client: string, atMs: number): void {
    this.connect(client, atMs);
    const start = (this.starts.get(client) ?? 0) + 1;
    this.starts.set(client, start);
    const terms =
      client === 'audit' ? { ...TERMS, durable: 'audit' } : { ...TERMS, queue: 'orders-group' };
    const fields = {
      client,
      f: 'subscribe',
      channel: CHANNEL,
      subscription: `${client}#${start}`,
      terms,
    } as const;
    const id = ++this.ids;
    this.note(atMs + 4, { ...fields, id, type: 'invoke' });
    this.note(atMs + 6, { ...fields, id, type: 'ok' });
  }

  /** A fault, and how clients suffer from it. */
  private strike({ fault, on, fromMs, toMs }: PlayedFault): void {
    this.note(fromMs, { client: '', type: 'ok', f: 'fault', fault, on, state: 'begins' });
    this.note(toMs, { client: '', type: 'ok', f: 'fault', fault, on, state: 'ends' });
    if (fault === 'crash') {
      this.note(fromMs + 0.1, { client: on, type: 'ok', f: 'crash' });
      this.join(on, toMs + 5);
    }
    if (fault === 'kill') {
      for (let i = 1; i <= this.plan.publishers; i++) {
        const error = 'stan: connection lost due to PING failure';
        this.note(fromMs + 20, { client: `p${i}`, type: 'ok', f: 'lost', error });
        this.connect(`p${i}`, toMs + 30 * i);
      }
    }
  }

  private isDown(on: readonly string[], atMs: number): PlayedFault | undefined {
    return this.plan.faults.find(
      (it) => on.includes(it.on) && it.fromMs <= atMs && atMs < it.toMs && it.fault !== 'delay',
    );
  }

  private publishAll(): void {
    const { publishers, publishEachMs, mainMs } = this.plan;
    let number = 0;
    for (let atMs = 60; atMs < mainMs; atMs += publishEachMs) {
      for (let i = 1; i <= publishers; i++)
        this.publish(`p${i}`, ++number, atMs + this.random.below(1000) / 25);
    }
  }

  private publish(client: string, number: number, atMs: number): void {
    const { prefix, lost, duplicated, listeners } = this.plan;
    const value = `${prefix}${number}`;
    const fields = { client, f: 'publish', channel: CHANNEL, value } as const;
    const id = ++this.ids;
    this.note(atMs, { ...fields, id, type: 'invoke' });
    const fault = this.isDown(['server', client], atMs);
    if (fault?.fault === 'kill') {
      const error = 'stan: publish ack timeout';
      this.note(atMs + 1500, { ...fields, id, type: number % 7 === 0 ? 'fail' : 'info', error });
      return;
    }
    const tookMs = 1 + this.random.below(300) / 100;
    const doneMs = fault === undefined ? atMs + tookMs : fault.toMs + tookMs;
    this.note(doneMs, { ...fields, id, type: 'ok' });
    if (lost.includes(number)) return;
    const members = duplicated.includes(number) ? [1, 2] : [1 + (number % listeners)];
    for (const it of [...members.map((member) => `l${member}`), 'audit'])
      this.deliver(it, value, number, doneMs - 0.5);
  }

  private deliver(client: string, value: string, sequence: number, atMs: number): void {
    const event = {
      client,
      type: 'ok',
      channel: CHANNEL,
      value,
      sequence,
    } as const;
    const fault = this.isDown([client], atMs);
    // What did not reach it comes again when the ack wait is over.
    const seenMs = fault === undefined ? atMs : Math.max(fault.toMs + 20, atMs + 1000);
    const redelivered = fault !== undefined;
    const again = { redelivered, redeliveryCount: redelivered ? 1 : 0 };
    const subscription = `${client}#${this.startAt(client, seenMs)}`;
    this.note(seenMs, { ...event, ...again, subscription, f: 'deliver' });
    const ackedMs = seenMs + 2 + this.random.below(2000) / 100;
    if (sequence % 37 === 0) {
      this.note(ackedMs, { ...event, subscription, f: 'ack lost' });
      this.note(seenMs + 1000, {
        ...event,
        subscription,
        f: 'deliver',
        redelivered: true,
        redeliveryCount: 1,
      });
      this.note(seenMs + 1005, { ...event, subscription, f: 'ack' });
    } else this.note(ackedMs, { ...event, subscription, f: 'ack' });
  }

  /** Which start of a client it is at a moment. */
  private startAt(client: string, atMs: number): number {
    const crashes = this.plan.faults.filter(
      (it) => it.fault === 'crash' && it.on === client && it.toMs + 10 < atMs,
    );
    return 1 + crashes.length;
  }
}
