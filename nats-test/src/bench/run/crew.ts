import type {
  FromWorker,
  IntervalFacts,
  Progress,
  ToWorker,
  WorkerResult,
  WorkerSetup,
} from '../load/protocol';
import { withAdvice } from './advice';
import type { RoundState } from './round-watch';
import { WorkerProcess } from './worker-process';

interface Hand {
  readonly process: WorkerProcess;
  /** How often it has said that it is ready. */
  readies: number;
  isPublished: boolean;
  progress: Progress | undefined;
  heardMs: number;
  result: WorkerResult | undefined;
}

/** A worker tells ten times a second; one that says nothing for so long is stuck. */
const SILENCE_MS = 15_000;

/** The workers of a round, and what they have said so far. */
export class Crew {
  readonly #hands: readonly Hand[];
  readonly #intervals: IntervalFacts[] = [];
  #latestEndToEnd: readonly string[] = [];
  #broken: string | undefined;

  /**
   * Starts them; they connect and subscribe at once.
   * @param file the compiled `load/worker`
   * @param serverPid of a server that must not outlive the bench
   */
  constructor(file: string, setups: readonly WorkerSetup[], serverPid: number | undefined) {
    this.#hands = setups.map((setup) => {
      const hand: Hand = {
        process: new WorkerProcess(file, setup.role, (message) => this.#hear(hand, message)),
        readies: 0,
        isPublished: false,
        progress: undefined,
        heardMs: performance.now(),
        result: undefined,
      };
      hand.process.tell({ kind: 'setup', setup, ...(serverPid !== undefined && { serverPid }) });
      return hand;
    });
  }

  /** What has ended the round, and can't be mended: a sentence. The first thing of that kind counts. */
  get broken(): string | undefined {
    return this.#broken;
  }

  breakOff(why: string): void {
    this.#broken ??= why;
  }

  /** Whether all have connected and subscribed. */
  get isReady(): boolean {
    return this.#hands.every(({ readies }) => readies > 0);
  }

  /** Whether all subscribers that were late have come back. */
  get isBack(): boolean {
    return this.#hands.every(
      ({ process, readies }) => process.role !== 'subscriber' || readies > 1,
    );
  }

  /** Whether each has said what came of it, or never will. */
  get isFinished(): boolean {
    return this.#hands.every(({ result, process }) => result !== undefined || process.hasEnded);
  }

  /** Of those that have said what came of it. */
  get results(): readonly WorkerResult[] {
    return this.#hands.flatMap(({ result }) => result ?? []);
  }

  /** How many have not. */
  get silent(): number {
    return this.#hands.length - this.results.length;
  }

  get intervals(): readonly IntervalFacts[] {
    return this.#intervals;
  }

  tell(message: ToWorker): void {
    for (const hand of this.#hands) {
      // Whoever was ready first had nothing to say while the others were not.
      if (message.kind === 'go') hand.heardMs = performance.now();
      hand.process.tell(message);
    }
  }

  /** How far all are together. */
  state(
    identities: number,
    nowMs: number,
  ): Pick<
    RoundState,
    'sent' | 'acknowledged' | 'failed' | 'seen' | 'isPublished' | 'isAtWork' | 'error' | 'broken'
  > {
    if (this.#hands.some(({ heardMs }) => nowMs - heardMs > SILENCE_MS)) {
      this.breakOff('a worker of the bench stands still');
    }
    const progress = this.#hands.flatMap((hand) => hand.progress ?? []);
    const sum = (of: (it: Progress) => number): number =>
      progress.reduce((total, it) => total + of(it), 0);
    const error = progress.find((it) => it.error !== undefined)?.error;
    return {
      sent: sum((it) => it.sent),
      acknowledged: sum((it) => it.acknowledged),
      failed: sum((it) => it.failed),
      seen: Array.from({ length: identities }, (_, at) => sum((it) => it.seen[at] ?? 0)),
      isPublished: this.#hands.every((it) => it.process.role !== 'publisher' || it.isPublished),
      isAtWork: progress.some((it) => it.isAtWork === true),
      ...(error !== undefined && { error }),
      ...(this.#broken !== undefined && { broken: this.#broken }),
    };
  }

  /** Histograms of deliveries since it was last asked. */
  takeLatestEndToEnd(): readonly string[] {
    const latest = this.#latestEndToEnd;
    this.#latestEndToEnd = [];
    return latest;
  }

  /** Waits for those that have told everything to leave, and ends the others at once. */
  async end(): Promise<void> {
    await Promise.all(
      this.#hands.map(({ process, result }) =>
        result === undefined ? process.kill() : process.end(),
      ),
    );
  }

  #hear(hand: Hand, message: FromWorker): void {
    hand.heardMs = performance.now();
    switch (message.kind) {
      case 'ready':
        hand.readies++;
        return;
      case 'progress': {
        const { intervals } = message.progress;
        hand.progress = message.progress;
        this.#intervals.push(...intervals);
        this.#latestEndToEnd = [
          ...this.#latestEndToEnd,
          ...intervals.flatMap((it) => it.endToEnd ?? []),
        ];
        return;
      }
      case 'published':
        hand.isPublished = true;
        return;
      case 'lost':
        this.breakOff(`the connection to the server was lost: ${withAdvice(message.error)}`);
        return;
      case 'failed':
        // A process that has told everything may end.
        if (hand.result === undefined) this.breakOff(withAdvice(message.error));
        return;
      case 'result':
        hand.result = message.result;
    }
  }
}
