import type {
  ConnectionOptions,
  Delivery,
  HarnessClient,
  HarnessSubscription,
} from '../client/harness-client';
import type { Outcome } from '../client/outcome';
import type { Relay } from '../faults/relay';
import type { Operation, SubscriptionTerms } from '../history/operation';
import { Recorder } from '../history/recorder';
import type { Listener, Script } from '../scenarios/scenario';
import type { Target } from '../target/target';
import { Account } from './account';
import { noticeForeign, type Foreign } from './foreign';
import { decodePayload } from './payload';
import { recordRequest, type RequestEntry } from './record-request';
import { Waiting } from '../../base/waiting';

/** A client on the stage. */
export interface StagedClient {
  readonly name: string;
  readonly client: HarnessClient;
  /** What stands between it and the server, for a client that will freeze. */
  readonly relay: Relay | undefined;
  isConnected: boolean;
  isFrozen: boolean;
}

/** A subscription on the stage. */
export interface StagedSubscription {
  readonly name: string;
  readonly channel: string;
  readonly client: StagedClient;
  readonly terms: SubscriptionTerms;
  readonly listener: Listener;
  handle: HarnessSubscription | undefined;
  /** It was closed or unsubscribed, or its client has said goodbye. */
  isClosed: boolean;
  /** It was unsubscribed. */
  isDeleted: boolean;
  /** Delivered and not acknowledged, for a listener that holds. */
  held: HeldDelivery[];
  /** Acknowledges whatever comes, whatever the listener would do. */
  isReleased: boolean;
  /** Deliveries so far. */
  deliveries: number;
}

interface HeldDelivery {
  readonly value: string;
  readonly delivery: Delivery;
}

/** Where one scenario is played: its clients and subscriptions, and the history they make. */
export class Stage implements Foreign {
  readonly scenario: Script;
  readonly target: Target;
  readonly runId: string;
  readonly recorder: Recorder;
  readonly waiting = new Waiting();
  readonly account = new Account();
  readonly clients = new Map<string, StagedClient>();
  readonly subscriptions = new Map<string, StagedSubscription>();
  /** Values of the events, in the order in which they were published. */
  readonly values: string[] = [];
  /** By value, as deliveries have told. */
  readonly sequences = new Map<string, number>();
  /** Events of another run came while the scenario ran. */
  isShared = false;
  /** What came while the scenario ran and is of no run of this software. */
  strange: string | undefined;
  /** Nothing is recorded any more. */
  isOver = false;

  /** @param onRecorded hears of each operation of the history */
  constructor(
    scenario: Script,
    target: Target,
    runId: string,
    onRecorded: (operation: Operation) => void = () => undefined,
  ) {
    this.scenario = scenario;
    this.target = target;
    this.runId = runId;
    this.recorder = new Recorder(() => performance.now(), onRecorded);
  }

  get connection(): ConnectionOptions {
    return this.target.connection;
  }

  /** Those that a server must answer. */
  get clientsUp(): StagedClient[] {
    return [...this.clients.values()].filter((it) => it.isConnected && !it.isFrozen);
  }

  /** What the values of this scenario begin with. */
  get prefix(): string {
    return `${this.runId}-${this.scenario.name}-`;
  }

  /** Of the first event that was published, once it has come. */
  private get firstSequence(): number | undefined {
    const [first] = this.values;
    return first === undefined ? undefined : this.sequences.get(first);
  }

  client(name: string): StagedClient {
    return found(this.clients, name);
  }

  subscription(name: string): StagedSubscription {
    return found(this.subscriptions, name);
  }

  /** Records a request, does it, and records what came of it. */
  request(entry: RequestEntry, act: () => Promise<Outcome>): Promise<Outcome> {
    return recordRequest(this, entry, act);
  }

  /** An event has come to a subscription. */
  deliver(subscription: StagedSubscription, delivery: Delivery): void {
    if (this.isOver) return;
    const payload = decodePayload(delivery.data);
    if (!payload?.value.startsWith(`${this.runId}-`)) {
      // It must not fill the subscription's max in flight.
      delivery.ack();
      noticeForeign(this, this.firstSequence, payload, delivery);
      return;
    }
    const { value } = payload;
    const { name, channel, client } = subscription;
    const { sequence, redelivered, redeliveryCount } = delivery;
    const isOwn = value.startsWith(this.prefix);
    if (isOwn) this.sequences.set(value, sequence);
    subscription.deliveries++;
    const place = { client: client.name, subscription: name, channel, value, sequence };
    this.recorder.record({ f: 'deliver', type: 'ok', ...place, redelivered, redeliveryCount });
    // What belongs to another scenario of the run has no business here, and the checkers say so.
    if (!isOwn || this.handles(subscription, delivery, payload)) {
      this.acknowledge(subscription, value, delivery);
    } else {
      subscription.held.push({ value, delivery });
    }
    this.waiting.changed();
  }

  /** Acknowledges what a listener holds, and from now on whatever comes. */
  release(subscription: StagedSubscription): void {
    subscription.isReleased = true;
    const { held } = subscription;
    subscription.held = [];
    for (const { value, delivery } of held) this.acknowledge(subscription, value, delivery);
  }

  /** Whether the listener acknowledges the delivery. */
  private handles(
    { listener, client, name, isReleased }: StagedSubscription,
    { redelivered }: Delivery,
    { value, version, amount }: { value: string; version?: number; amount?: number },
  ): boolean {
    if (isReleased) return true;
    switch (listener.does) {
      case 'ack':
        return true;
      case 'hold':
        return false;
      case 'ack when redelivered':
        return redelivered;
      case 'book': {
        if (version === undefined || amount === undefined) return true;
        const { balance, acknowledges } = this.account.handle({ version, amount }, listener);
        if (balance !== undefined) {
          const what = { subscription: name, value, version, amount, balance };
          this.recorder.record({ f: 'book', type: 'ok', client: client.name, ...what });
        }
        return acknowledges;
      }
    }
  }

  private acknowledge(
    { client, name, channel }: StagedSubscription,
    value: string,
    delivery: Delivery,
  ): void {
    if (!delivery.ack()) return;
    const what = { subscription: name, channel, value, sequence: delivery.sequence };
    this.recorder.record({ f: 'ack', type: 'ok', client: client.name, ...what });
  }
}

function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`the scenario speaks of ${name} before it is there`);
  return value;
}
