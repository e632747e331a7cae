import type { Message, Stan, SubscriptionOptions } from 'node-nats-streaming';

import { classifyError } from './classify';
import type { Delivery, HarnessSubscription, SubscribeOptions } from './harness-client';
import type { OutstandingRequests, Settle } from './outstanding-requests';
import type { Outcome } from './outcome';

/** What a subscription needs of its client. */
export interface SubscriptionHost {
  readonly stan: Stan;
  readonly requests: OutstandingRequests;
  isConnected(): boolean;
  /** The library is in a state that nobody asked for: the client must end. */
  fail(error: string): void;
}

type LibrarySubscription = ReturnType<Stan['subscribe']>;

/** Parts of the library that its types leave out. */
interface SubscriptionInside {
  readonly inbox: string;
  ackInbox?: string;
}
interface MessageInside {
  getRedeliveryCount(): number;
}

/** A subscription of the library, whose events are outcomes and deliveries. */
export class StanSubscription implements HarnessSubscription {
  private readonly host: SubscriptionHost;
  private readonly onDelivery: (delivery: Delivery) => void;
  private library: LibrarySubscription | undefined;
  /** Ends the request that is under way: to subscribe, to close or to unsubscribe. */
  private settle: Settle | undefined;
  /** What came before the answer; an ack could not be sent yet. Undefined once it is handed on. */
  private early: Message[] | undefined = [];
  private canAck = false;

  constructor(host: SubscriptionHost, onDelivery: (delivery: Delivery) => void) {
    this.host = host;
    this.onDelivery = onDelivery;
  }

  /** Asks the server. To be called once. */
  open(
    channel: string,
    terms: SubscriptionOptions,
    queue: SubscribeOptions['queue'],
  ): Promise<Outcome> {
    return this.host.requests.ask((settle) => {
      this.settle = (outcome) => {
        this.settle = undefined;
        this.canAck = outcome.type === 'ok';
        settle(outcome);
        this.handOnEarly();
      };
      const { stan } = this.host;
      const library =
        queue === undefined
          ? stan.subscribe(channel, terms)
          : stan.subscribe(channel, queue, terms);
      this.library = library;
      library.on('message', (message: Message) => this.receive(message));
      library.on('ready', () => this.settle?.({ type: 'ok' }));
      library.on('closed', () => this.settle?.({ type: 'ok' }));
      library.on('unsubscribed', () => this.settle?.({ type: 'ok' }));
      library.on('timeout', (error: unknown) => {
        this.nameInboxForGoodbye(library as unknown as SubscriptionInside);
        this.settle?.(classifyError(error));
      });
      library.on('error', (error: unknown) => this.onError(error));
    });
  }

  close(): Promise<Outcome> {
    return this.leave((library) => library.close());
  }

  unsubscribe(): Promise<Outcome> {
    return this.leave((library) => library.unsubscribe());
  }

  private leave(ask: (library: LibrarySubscription) => void): Promise<Outcome> {
    const { library } = this;
    this.canAck = false;
    if (library === undefined || library.isClosed()) {
      return Promise.resolve({ type: 'fail', error: 'The subscription is closed already' });
    }
    if (!this.host.isConnected()) {
      return Promise.resolve({ type: 'fail', error: 'The client is not connected' });
    }
    return this.host.requests.ask((settle) => {
      this.settle = settle;
      ask(library);
    });
  }

  /** An answer, or a message that could not be read. */
  private onError(error: unknown): void {
    if (this.settle === undefined) this.host.fail(classifyError(error).error);
    else this.settle(classifyError(error));
  }

  private receive(message: Message): void {
    if (this.early === undefined) this.handOn(message);
    else this.early.push(message);
  }

  private handOnEarly(): void {
    const early = this.early ?? [];
    this.early = undefined;
    for (const message of early) this.handOn(message);
  }

  private handOn(message: Message): void {
    try {
      this.onDelivery({
        sequence: message.getSequence(),
        data: String(message.getData()),
        redelivered: message.isRedelivered(),
        redeliveryCount: (message as unknown as MessageInside).getRedeliveryCount(),
        ack: () => this.ack(message),
      });
    } catch (error) {
      this.host.fail(`The listener has thrown: ${classifyError(error).error}`);
    }
  }

  private ack(message: Message): boolean {
    if (!this.canAck || !this.host.isConnected()) return false;
    message.ack();
    return true;
  }

  /**
   * When the answer to the subscription is late, the ack inbox is unknown by which the server knows it.
   * Servers take its inbox too, from clients in this plight.
   */
  private nameInboxForGoodbye(library: SubscriptionInside): void {
    library.ackInbox ??= library.inbox;
  }
}
