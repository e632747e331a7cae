import { textOf } from '../../harness/client/classify';
import { libraryTerms } from '../../harness/client/subscription-terms';
import type { Order, Received } from '../verify/received';
import type { ErrorCounts } from './error-counts';
import type { Measures } from './measures';
import { monotonicUs } from './monotonic';
import type { LoadClient } from './open-client';
import type { MemberSetup, SubscriberSetup } from './protocol';
import { readArrival } from './read-arrival';
import { WorkLine } from './work-line';

type LibrarySubscription = ReturnType<LoadClient['stan']['subscribe']>;

/** What subscribers of one worker share. */
export interface SubscriberShared {
  readonly setup: SubscriberSetup;
  readonly measures: Measures;
  readonly errors: ErrorCounts;
  readonly strange: Strange;
}

/** What came that was not meant for this round. */
export interface Strange {
  count: number;
  readonly examples: string[];
  foreign: number;
}

/** A message of the library, as far as it is looked at here; its own types leave out the third. */
interface Message {
  isRedelivered(): boolean;
  getRawData(): Buffer;
  ack(): void;
}

/** A message that is worked on, or waits for that. */
interface Job {
  readonly message: Message;
  readonly doneUs: number;
  /** What it brings when it is done; undefined when it has come before. */
  readonly delivery: Delivery | undefined;
}

/** A first delivery. */
interface Delivery {
  readonly intendedUs: number;
  readonly isMeasured: boolean;
}

const EXAMPLES_MAX = 3;
/** For the answer to the end of a subscription. */
const ANSWER_MS = 6000;

/** One member: a client that listens to every channel. */
export class Subscriber {
  readonly #shared: SubscriberShared;
  readonly #member: MemberSetup;
  readonly #received: Received;
  readonly #order: Order;
  readonly #line: WorkLine;
  readonly #atWork: Job[] = [];
  #timer: NodeJS.Timeout | undefined;
  #subscriptions: LibrarySubscription[] = [];

  /** @param received book of the identity, shared by its members in this process */
  constructor(shared: SubscriberShared, member: MemberSetup, received: Received, order: Order) {
    this.#shared = shared;
    this.#member = member;
    this.#received = received;
    this.#order = order;
    this.#line = new WorkLine(shared.setup.terms.workMs);
  }

  /** @throws Error when the server refuses one of the subscriptions, or does not answer */
  async subscribe(client: LoadClient): Promise<void> {
    const { channels } = this.#shared.setup;
    // One after the other: a server refuses the first one that is too many, and says which.
    for (const [index, channel] of channels.entries()) {
      this.#subscriptions.push(await this.#open(client, channel, index));
    }
  }

  /** Whether it has messages in hand whose work is not done. */
  get isAtWork(): boolean {
    return this.#atWork.length > 0;
  }

  /** Ends all subscriptions; those that are durable keep their places. */
  async close(): Promise<void> {
    await this.#end('closed', (subscription) => subscription.close());
  }

  /** Ends all subscriptions for good. */
  async unsubscribe(): Promise<void> {
    await this.#end('unsubscribed', (subscription) => subscription.unsubscribe());
  }

  /** Forgets what it is at work on. */
  stopWork(): void {
    clearTimeout(this.#timer);
    this.#atWork.length = 0;
  }

  #open(client: LoadClient, channel: string, index: number): Promise<LibrarySubscription> {
    const { terms, durable } = this.#shared.setup;
    const options = libraryTerms(client.stan, {
      maxInFlight: terms.maxInFlight,
      ackWaitMs: terms.ackWaitMs,
      ...(durable !== undefined && { durable }),
    });
    options.setManualAckMode(terms.ack === 'manual');
    const { queue } = this.#member;
    return new Promise((resolve, reject) => {
      const subscription =
        queue === undefined
          ? client.stan.subscribe(channel, options)
          : client.stan.subscribe(channel, queue, options);
      const fail = (error: unknown): void => {
        // Once it is open nobody hears of the rejection: the error is counted.
        this.#shared.errors.add(textOf(error));
        reject(new Error(`the subscription to ${channel} failed: ${textOf(error)}`));
      };
      subscription.on('message', (message: Message) => this.#take(message, index));
      subscription.on('ready', () => resolve(subscription));
      subscription.on('timeout', fail);
      subscription.on('error', fail);
    });
  }

  #take(message: Message, channel: number): void {
    const nowUs = monotonicUs();
    const delivery = this.#book(message, channel);
    const { terms } = this.#shared.setup;
    if (terms.workMs === 0) {
      this.#done(delivery, nowUs);
      if (terms.ack === 'manual') message.ack();
      return;
    }
    this.#atWork.push({ message, doneUs: this.#line.take(nowUs), delivery });
    this.#workOn(nowUs);
  }

  /** @returns undefined when it is no first delivery */
  #book(message: Message, channel: number): Delivery | undefined {
    const { setup, measures } = this.#shared;
    const read = readArrival(message.getRawData(), channel, setup);
    if ('kind' in read) {
      if (read.kind === 'strange') this.#strange(`${this.#member.name} ${read.what}`);
      if (read.kind === 'foreign') this.#shared.strange.foreign++;
      return undefined;
    }
    const { publisher, number, intendedUs, isMeasured } = read;
    const isRedelivery = message.isRedelivered();
    const seen = this.#received.take({ publisher, number, channel, isRedelivery }, this.#order);
    if (isMeasured && isRedelivery) measures.redelivered();
    return seen === 'first' ? { intendedUs, isMeasured } : undefined;
  }

  /** A message that waits in the client for its turn is as little done as one that waits in the server. */
  #done(delivery: Delivery | undefined, nowUs: number): void {
    if (!delivery) return;
    this.#received.finishOne();
    if (!delivery.isMeasured) return;
    this.#shared.measures.delivered(this.#member.identity, delivery.intendedUs, nowUs);
  }

  #workOn(nowUs: number): void {
    while (this.#atWork[0] && this.#atWork[0].doneUs <= nowUs) {
      const job = this.#atWork.shift();
      this.#done(job?.delivery, nowUs);
      job?.message.ack();
    }
    const [next] = this.#atWork;
    if (!next || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#workOn(monotonicUs());
      },
      (next.doneUs - nowUs) / 1000,
    );
  }

  #strange(example: string): void {
    const { strange } = this.#shared;
    strange.count++;
    if (strange.examples.length < EXAMPLES_MAX) strange.examples.push(example);
  }

  async #end(
    answer: 'closed' | 'unsubscribed',
    ask: (subscription: LibrarySubscription) => void,
  ): Promise<void> {
    const subscriptions = this.#subscriptions;
    this.#subscriptions = [];
    await Promise.all(
      subscriptions.map(
        (subscription) =>
          new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, ANSWER_MS);
            const done = (): void => {
              clearTimeout(timer);
              resolve();
            };
            for (const event of [answer, 'timeout', 'error'] as const) subscription.on(event, done);
            ask(subscription);
          }),
      ),
    );
  }
}
