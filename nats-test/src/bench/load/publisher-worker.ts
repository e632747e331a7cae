import { seededRandom } from '../../base/random';
import { Effort } from './effort';
import { ErrorCounts } from './error-counts';
import type { LoadWorker, Tell } from './load-worker';
import { Measures } from './measures';
import { monotonicUs } from './monotonic';
import { openClient, type LoadClient } from './open-client';
import type { Progress, PublisherSetup, WorkerResult } from './protocol';
import { Publisher } from './publisher';
import { createSendPlan } from './send-plan';
import { sizeSource } from './sizes';

/** Channel, client ID, GUID and the rest that a message has beside its data. */
const AROUND_BYTES_MAX = 256;

/** The publishers of one process. */
export class PublisherWorker implements LoadWorker {
  readonly #setup: PublisherSetup;
  readonly #tell: Tell;
  readonly #measures: Measures;
  readonly #errors = new ErrorCounts();
  readonly #effort = new Effort();
  readonly #clients = new Map<number, LoadClient>();
  readonly #lost = new Set<number>();
  #publishers: Publisher[] = [];
  #done = 0;
  #isFinished = false;

  constructor(setup: PublisherSetup, tell: Tell) {
    this.#setup = setup;
    this.#tell = tell;
    this.#measures = new Measures(setup.intervalMs);
  }

  async open(): Promise<void> {
    const { clients, connection, publishTimeoutMs } = this.#setup;
    for (const [at, { clientId }] of clients.entries()) {
      const client = await openClient(connection, clientId, publishTimeoutMs, (error) => {
        this.#lost.add(at);
        this.#tell({ kind: 'lost', error: `${error}${this.#hintOfSize(at)}` });
        this.#publishers[at]?.lose();
      });
      this.#clients.set(at, client);
    }
  }

  go(startUs: number): void {
    const { setup, errors } = { setup: this.#setup, errors: this.#errors };
    this.#measures.startAt(startUs);
    const shared = {
      bench: setup.bench,
      round: setup.round,
      channels: setup.channels,
      nextSize: sizeSource(setup.sizes, seededRandom(setup.seed)),
      isScheduled: setup.pace.kind === 'rate',
      measures: this.#measures,
      errors,
      onDone: () => this.#oneDone(),
    };
    this.#publishers = setup.clients.map(({ publisher }) => {
      const { pace, warmUp, extent, publishers } = setup;
      const plan = createSendPlan({ pace, warmUp, extent, publisher, publishers, startUs });
      return new Publisher(shared, plan, publisher);
    });
    this.#effort.begin();
    for (const [at, publisher] of this.#publishers.entries()) {
      const client = this.#clients.get(at);
      if (client && !this.#lost.has(at)) publisher.go(client);
      else publisher.lose();
    }
  }

  comeBack(): Promise<void> {
    return Promise.resolve();
  }

  stop(): void {
    for (const publisher of this.#publishers) publisher.stop();
  }

  progress(): Progress {
    if (this.#done < this.#publishers.length) this.#effort.mark();
    const error = this.#errors.list()[0]?.text;
    return {
      sent: this.#sum('sent'),
      acknowledged: this.#sum('acknowledged'),
      failed: this.#sum('failed'),
      seen: {},
      intervals:
        this.#done < this.#publishers.length && !this.#isFinished
          ? this.#measures.takeIntervals(monotonicUs())
          : this.#measures.takeAllIntervals(),
      ...(error !== undefined && { error }),
    };
  }

  finish(): Promise<WorkerResult> {
    this.#isFinished = true;
    return Promise.resolve({
      role: 'publisher',
      sent: this.#publishers.map((publisher) => publisher.facts()),
      received: [],
      strange: { count: 0, examples: [] },
      foreign: 0,
      failed: this.#sum('failed'),
      measured: this.#measures.result(),
      errors: this.#errors.list(),
      ...this.#effort.end(),
    });
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.leave()));
  }

  /** A server that gets too long a message hangs up, and why is often lost with the connection. */
  #hintOfSize(at: number): string {
    const { payloadBytesMax = Infinity } = this.#clients.get(at) ?? {};
    const largest = Math.max(...this.#setup.sizes.map(({ max }) => max));
    if (largest + AROUND_BYTES_MAX <= payloadBytesMax) return '';
    return `; the server takes ${payloadBytesMax} bytes in a message, with its channel and IDs: give a smaller --size`;
  }

  #sum(key: 'sent' | 'acknowledged' | 'failed'): number {
    return this.#publishers.reduce((total, { counts }) => total + counts[key], 0);
  }

  #oneDone(): void {
    this.#done++;
    if (this.#done < this.#publishers.length) return;
    this.#effort.mark();
    this.#tell({ kind: 'progress', progress: this.progress() });
    this.#tell({ kind: 'published' });
  }
}
