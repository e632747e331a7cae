import { Order, Received } from '../verify/received';
import { Effort } from './effort';
import { ErrorCounts } from './error-counts';
import type { LoadWorker, Tell } from './load-worker';
import { Measures } from './measures';
import { monotonicUs } from './monotonic';
import { openClient, type LoadClient } from './open-client';
import type { Progress, SubscriberSetup, WorkerResult } from './protocol';
import { Subscriber, type Strange } from './subscriber';

/** The subscribers of one process. */
export class SubscriberWorker implements LoadWorker {
  readonly #setup: SubscriberSetup;
  readonly #tell: Tell;
  readonly #measures: Measures;
  readonly #errors = new ErrorCounts();
  readonly #effort = new Effort();
  readonly #strange: Strange = { count: 0, examples: [], foreign: 0 };
  readonly #received = new Map<number, Received>();
  readonly #members: { readonly client: LoadClient; readonly subscriber: Subscriber }[] = [];
  #countBefore = 0;
  #isFinished = false;

  constructor(setup: SubscriberSetup, tell: Tell) {
    this.#setup = setup;
    this.#tell = tell;
    this.#measures = new Measures(setup.intervalMs);
  }

  async open(): Promise<void> {
    const { members, connection, publishTimeoutMs, publishers, channels, isLate } = this.#setup;
    const shared = {
      setup: this.#setup,
      measures: this.#measures,
      errors: this.#errors,
      strange: this.#strange,
    };
    for (const member of members) {
      const client = await openClient(connection, member.clientId, publishTimeoutMs, (error) =>
        this.#tell({ kind: 'lost', error }),
      );
      const { identity, name } = member;
      const received = this.#received.get(identity) ?? new Received(identity, name, publishers);
      this.#received.set(identity, received);
      const order = new Order(publishers, channels.length);
      const subscriber = new Subscriber(shared, member, received, order);
      this.#members.push({ client, subscriber });
      await subscriber.subscribe(client);
    }
    if (isLate) await Promise.all(this.#members.map(({ subscriber }) => subscriber.close()));
  }

  go(startUs: number): void {
    this.#measures.startAt(startUs);
    this.#effort.begin();
  }

  async comeBack(): Promise<void> {
    this.#effort.begin();
    await Promise.all(this.#members.map(({ client, subscriber }) => subscriber.subscribe(client)));
  }

  stop(): void {
    // Whoever listens has nothing to stop.
  }

  progress(): Progress {
    const seen: Record<number, number> = {};
    let count = 0;
    for (const [identity, received] of this.#received) {
      seen[identity] = received.finished;
      count += received.finished;
    }
    // While nothing comes there is no work, and an idle end must not hide a busy round.
    if (count > this.#countBefore) this.#effort.mark();
    this.#countBefore = count;
    const error = this.#errors.list()[0]?.text;
    return {
      sent: 0,
      acknowledged: 0,
      failed: 0,
      seen,
      intervals: this.#isFinished
        ? this.#measures.takeAllIntervals()
        : this.#measures.takeIntervals(monotonicUs()),
      isAtWork: this.#members.some(({ subscriber }) => subscriber.isAtWork),
      ...(error !== undefined && { error }),
    };
  }

  async finish(): Promise<WorkerResult> {
    // What the server has sent before, a second copy for one, has come then.
    await Promise.all(this.#members.map(({ client }) => client.roundTrip()));
    const effort = this.#effort.end();
    this.#isFinished = true;
    return {
      role: 'subscriber',
      sent: [],
      received: [...this.#received.values()].map((received) => received.facts()),
      strange: { count: this.#strange.count, examples: this.#strange.examples },
      foreign: this.#strange.foreign,
      failed: 0,
      measured: this.#measures.result(),
      errors: this.#errors.list(),
      ...effort,
    };
  }

  async leave(): Promise<void> {
    await Promise.all(
      this.#members.map(async ({ client, subscriber }) => {
        subscriber.stopWork();
        // A durable name of ours is worth nothing to anybody later.
        await subscriber.unsubscribe();
        await client.leave();
      }),
    );
  }
}
