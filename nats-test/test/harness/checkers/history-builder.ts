import type { Fault } from '../../../src/harness/history/fault';
import type { History, Operation, SubscriptionTerms } from '../../../src/harness/history/operation';
import { Recorder, type Entry } from '../../../src/harness/history/recorder';

export type Terms = Partial<SubscriptionTerms> & { readonly client?: string };

/** How a request ends, if not well and at once. */
export interface Answer {
  readonly type: 'ok' | 'fail' | 'info';
  readonly error?: string;
  /** How long it takes. */
  readonly afterMs?: number;
  /** The harness stands still for so long before it reads the answer. */
  readonly pausedMs?: number;
  /** What happens before it. */
  readonly meanwhile?: () => unknown;
}

const CHANNEL = 'c';

/**
 * Writes a history by hand. Every operation takes a millisecond; events get the sequences 1, 2, … in
 * the order in which they are published, and client and subscription share a name unless told.
 */
export class HistoryBuilder {
  private nowMs = 0;
  private readonly recorder = new Recorder(() => this.nowMs);
  private readonly sequences = new Map<string, number>();
  private readonly clients = new Map<string, string>();

  get history(): History {
    return this.recorder.history;
  }

  /** Lets time pass. */
  wait(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  connect(client: string, clientId = client, answer?: Answer): this {
    return this.request({ client, f: 'connect', clientId }, answer);
  }

  disconnect(client: string, answer?: Answer): this {
    return this.request({ client, f: 'disconnect' }, answer);
  }

  subscribe(
    subscription: string,
    { client = subscription, ...given }: Terms = {},
    answer?: Answer,
  ): this {
    const terms = { maxInFlight: 100, ackWaitMs: 1000, ...given };
    this.clients.set(subscription, client);
    return this.request({ client, f: 'subscribe', channel: CHANNEL, subscription, terms }, answer);
  }

  close(subscription: string, answer?: Answer): this {
    return this.request({ client: this.clientOf(subscription), f: 'close', subscription }, answer);
  }

  unsubscribe(subscription: string, answer?: Answer): this {
    return this.request(
      { client: this.clientOf(subscription), f: 'unsubscribe', subscription },
      answer,
    );
  }

  publish(...values: readonly string[]): this {
    for (const value of values) this.publishOne(value);
    return this;
  }

  publishOne(value: string, answer?: Answer, client = 'p', channel = CHANNEL): this {
    this.sequences.set(value, this.sequences.size + 1);
    return this.request({ client, f: 'publish', channel, value }, answer);
  }

  /** Another attempt to publish what the first one may not have. */
  publishAgain(value: string, attemptOf: string, answer?: Answer): this {
    this.sequences.set(value, this.sequences.size + 1);
    return this.request({ client: 'p', f: 'publish', channel: CHANNEL, value, attemptOf }, answer);
  }

  /** Values with a trailing `!` come flagged, with `!2` as the second redelivery. */
  deliver(subscription: string, ...values: readonly string[]): this {
    for (const text of values) {
      const [value = '', count] = text.split('!');
      const redelivered = count !== undefined;
      this.deliverAs(
        subscription,
        value,
        this.sequences.get(value) ?? 0,
        redelivered,
        Number(count === '' ? 1 : count),
      );
    }
    return this;
  }

  deliverAs(
    subscription: string,
    value: string,
    sequence: number,
    redelivered = false,
    count = 1,
  ): this {
    return this.note({
      ...this.event(subscription, value, sequence),
      f: 'deliver',
      redelivered,
      redeliveryCount: redelivered ? count : 0,
    });
  }

  ack(subscription: string, ...values: readonly string[]): this {
    for (const value of values) {
      this.note({ ...this.event(subscription, value, this.sequences.get(value) ?? 0), f: 'ack' });
    }
    return this;
  }

  /** As `deliverAs`, and acknowledged at once. */
  takeAs(subscription: string, value: string, sequence: number): this {
    return this.deliverAs(subscription, value, sequence).note({
      ...this.event(subscription, value, sequence),
      f: 'ack',
    });
  }

  /** Delivered and acknowledged at once. */
  take(subscription: string, ...values: readonly string[]): this {
    for (const value of values) {
      this.deliver(subscription, value).ack(subscription, value.split('!')[0] ?? '');
    }
    return this;
  }

  freeze(client: string): this {
    return this.note({ client, type: 'ok', f: 'freeze' });
  }

  thaw(client: string): this {
    return this.note({ client, type: 'ok', f: 'thaw' });
  }

  crash(client: string): this {
    return this.note({ client, type: 'ok', f: 'crash' });
  }

  /** Whether the server still knows the client. */
  ping(client: string, answer?: Answer): this {
    return this.request({ client, f: 'ping' }, answer);
  }

  /** An ack that the server never gets. */
  ackLost(subscription: string, ...values: readonly string[]): this {
    for (const value of values) {
      const sequence = this.sequences.get(value) ?? 0;
      this.note({ ...this.event(subscription, value, sequence), f: 'ack lost' });
    }
    return this;
  }

  fault(
    fault: Fault,
    state: 'begins' | 'ends',
    more: { readonly on?: string; readonly isWiped?: boolean; readonly ms?: number } = {},
  ): this {
    return this.note({ client: '', type: 'ok', f: 'fault', fault, state, on: 'server', ...more });
  }

  /** The server is away for so long, and whoever was connected notices. */
  down(fault: Fault, forMs: number, ...clients: readonly string[]): this {
    const more = fault === 'wipe' ? { isWiped: true } : {};
    this.fault(fault, 'begins', more);
    for (const client of clients) this.lost(client);
    if (fault === 'wipe') this.sequences.clear();
    return this.wait(forMs).fault(fault, 'ends', more);
  }

  end(): this {
    return this.note({ client: '', type: 'ok', f: 'end' });
  }

  /** The harness stands still for so long. */
  pause(pausedMs: number): this {
    this.wait(pausedMs - 1);
    return this.note({ client: '', type: 'ok', f: 'pause', pausedMs });
  }

  lost(client: string, error = 'stan: connection lost'): this {
    return this.note({ client, type: 'ok', f: 'lost', error });
  }

  registered(client: string, isRegistered: boolean): this {
    return this.note({ client, type: 'ok', f: 'registered', isRegistered });
  }

  book(
    subscription: string,
    value: string,
    version: number,
    amount: number,
    balance: number,
    entity?: string,
  ): this {
    const client = this.clientOf(subscription);
    return this.note({
      client,
      type: 'ok',
      f: 'book',
      subscription,
      value,
      version,
      amount,
      balance,
      ...(entity !== undefined && { entity }),
    });
  }

  private clientOf(subscription: string): string {
    return this.clients.get(subscription) ?? subscription;
  }

  private event(subscription: string, value: string, sequence: number) {
    const client = this.clientOf(subscription);
    return { client, type: 'ok', channel: CHANNEL, subscription, value, sequence } as const;
  }

  private request(
    fields: RequestFields,
    { afterMs = 0, pausedMs, meanwhile, ...answer }: Answer = { type: 'ok' },
  ): this {
    const id = this.recorder.newId();
    this.note({ ...fields, id, type: 'invoke' });
    this.wait(afterMs);
    if (pausedMs !== undefined) this.pause(pausedMs);
    meanwhile?.();
    return this.note({ ...fields, id, ...answer });
  }

  private note(entry: Entry): this {
    this.nowMs++;
    this.recorder.record(entry);
    return this;
  }
}

type WithoutRequest<T> = T extends { readonly id: number } & Operation
  ? Omit<T, 'index' | 'timeMs' | 'id' | 'type' | 'error'>
  : never;
type RequestFields = WithoutRequest<Operation>;

/** A new history. */
export const history = (): HistoryBuilder => new HistoryBuilder();

/** `e1` to `e<count>`. */
export const events = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `e${i + 1}`);
