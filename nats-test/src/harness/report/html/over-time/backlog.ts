import type { History, OperationOf } from '../../../history/operation';

/** How much was under way from this moment on. */
export interface BacklogStep {
  readonly atMs: number;
  /** Acknowledged to the publisher and not yet delivered, each as often as somebody waits for it. */
  readonly undelivered: number;
  /** Delivered and not yet acknowledged by whom it was delivered to. */
  readonly unacknowledged: number;
}

/** Who gets each event once: a subscription, a durable name, or a queue group. */
interface Waiting {
  readonly channel: string;
  readonly isDurable: boolean;
  readonly members: Set<string>;
  /** Acknowledged to the publisher while it was there. */
  readonly due: Set<string>;
  readonly got: Set<string>;
  readonly held: Set<number>;
}

/**
 * What was under way, as a step for each change. It is drawn, not judged: of a subscription that
 * starts in the past the events count that were acknowledged from then on.
 */
export function backlogOf(history: History): BacklogStep[] {
  const state = new BacklogState();
  const steps: BacklogStep[] = [];
  for (const operation of history) {
    switch (operation.f) {
      case 'subscribe':
        if (operation.type === 'ok') state.subscribed(operation);
        break;
      case 'publish':
        if (operation.type === 'ok') state.published(operation.channel, operation.value);
        break;
      case 'deliver':
        state.delivered(operation);
        break;
      case 'ack':
        state.acknowledged(operation);
        break;
      case 'close':
      case 'unsubscribe':
        if (operation.type === 'ok')
          state.left([operation.subscription], operation.f === 'unsubscribe');
        break;
      case 'disconnect':
      case 'lost':
      case 'crash':
        if (operation.type === 'ok') state.clientLeft(operation.client);
        break;
      case 'connect':
      case 'ack lost':
      case 'ping':
      case 'freeze':
      case 'thaw':
      case 'registered':
      case 'book':
      case 'pause':
      case 'fault':
      case 'phase':
      case 'end':
        continue;
    }
    const { undelivered, unacknowledged } = state.counts;
    const before = steps.at(-1) ?? { undelivered: 0, unacknowledged: 0 };
    if (undelivered === before.undelivered && unacknowledged === before.unacknowledged) continue;
    steps.push({ atMs: operation.timeMs, undelivered, unacknowledged });
  }
  return steps;
}

class BacklogState {
  private readonly waiting = new Map<string, Waiting>();
  private readonly bySubscription = new Map<string, string>();
  private readonly subscriptions = new Map<string, Set<string>>();
  private readonly channels = new Map<string, Set<Waiting>>();
  private undelivered = 0;
  private unacknowledged = 0;

  get counts(): { undelivered: number; unacknowledged: number } {
    return { undelivered: this.undelivered, unacknowledged: this.unacknowledged };
  }

  subscribed({ client, channel, subscription, terms }: OperationOf<'subscribe'>): void {
    const { queue, durable } = terms;
    const own = durable === undefined ? subscription : client;
    const key = JSON.stringify([
      channel,
      queue ?? null,
      durable ?? null,
      queue === undefined ? own : '',
    ]);
    let waiting = this.waiting.get(key);
    if (!waiting) {
      waiting = {
        channel,
        isDurable: durable !== undefined,
        members: new Set(),
        due: new Set(),
        got: new Set(),
        held: new Set(),
      };
      this.waiting.set(key, waiting);
      const others = this.channels.get(channel) ?? new Set();
      this.channels.set(channel, others.add(waiting));
    }
    waiting.members.add(subscription);
    this.bySubscription.set(subscription, key);
    const ofClient = this.subscriptions.get(client) ?? new Set();
    this.subscriptions.set(client, ofClient.add(subscription));
  }

  published(channel: string, value: string): void {
    for (const { due, got } of this.channels.get(channel) ?? []) {
      // The server delivers before it acknowledges to the publisher.
      if (got.has(value)) continue;
      due.add(value);
      this.undelivered++;
    }
  }

  delivered({ subscription, value, sequence }: OperationOf<'deliver'>): void {
    const waiting = this.of(subscription);
    if (!waiting) return;
    waiting.got.add(value);
    if (waiting.due.delete(value)) this.undelivered--;
    if (waiting.held.has(sequence)) return;
    waiting.held.add(sequence);
    this.unacknowledged++;
  }

  acknowledged({ subscription, sequence }: OperationOf<'ack'>): void {
    if (this.of(subscription)?.held.delete(sequence) === true) this.unacknowledged--;
  }

  /** @param isForGood a durable one goes, too */
  left(subscriptions: Iterable<string>, isForGood: boolean): void {
    for (const subscription of subscriptions) {
      const key = this.bySubscription.get(subscription);
      const waiting = key === undefined ? undefined : this.waiting.get(key);
      if (key === undefined || !waiting?.members.delete(subscription)) continue;
      if (waiting.members.size > 0 || (waiting.isDurable && !isForGood)) continue;
      this.undelivered -= waiting.due.size;
      this.unacknowledged -= waiting.held.size;
      this.waiting.delete(key);
      this.channels.get(waiting.channel)?.delete(waiting);
    }
  }

  clientLeft(client: string): void {
    this.left(this.subscriptions.get(client) ?? [], false);
    this.subscriptions.delete(client);
  }

  private of(subscription: string): Waiting | undefined {
    return this.waiting.get(this.bySubscription.get(subscription) ?? '');
  }
}
