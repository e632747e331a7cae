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
    { afterMs = 0, pausedMs, ...answer }: Answer = { type: 'ok' },
  ): this {
    const id = this.recorder.newId();
    this.note({ ...fields, id, type: 'invoke' });
    this.wait(afterMs);
    if (pausedMs !== undefined) this.pause(pausedMs);
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
