import { mergeHistograms } from '../latencies';
import { monotonicUs } from '../load/monotonic';
import type { FromWorker, IntervalFacts, Progress, WorkerResult } from '../load/protocol';
import type { LoadPlan } from '../plan';
import type { RunReport } from '../report';
import type { OpenTarget } from '../targets/open-target';
import { cpuMsOf } from '../targets/process-cpu';
import { withAdvice } from './advice';
import { watchMachine } from './machine';
import { roundReport } from './round-report';
import { RoundWatch, type RoundState } from './round-watch';
import { WorkerProcess } from './worker-process';
import { workerSetups } from './worker-setups';

/** What a round is made of. */
export interface RoundOptions {
  readonly load: LoadPlan;
  readonly target: OpenTarget;
  /** From 1. */
  readonly round: number;
  /** Tells this bench, and each of its rounds on one server, apart from others. */
  readonly bench: number;
  /** Of the sizes of messages. */
  readonly seed: number;
  /** How long one interval of the timeline is. */
  readonly intervalMs: number;
  /** How long to wait, once publishing has ended, for messages that do come. */
  readonly drainMsMax: number;
  /** The compiled `load/worker`. */
  readonly workerFile: string;
  /** Its reason is the name of the signal. */
  readonly interrupted: AbortSignal;
  /** Hears regularly how it goes. */
  readonly onLive: (live: LiveRound) => void;
}

/** How a round goes at the moment. */
export interface LiveRound {
  readonly phase: 'warming up' | 'publishing' | 'draining';
  /** Since the first message. */
  readonly elapsedMs: number;
  /** A second, of late. */
  readonly published: number;
  readonly delivered: number;
  /** Of late; undefined when nothing came. */
  readonly endToEndP99Ms?: number;
  /** Sent and not delivered to the subscription that is furthest behind. */
  readonly backlog: number;
  /** Until publishing ends, where it is known. */
  readonly leftMs?: number;
}

const LOOK_MS = 50;
const LIVE_MS = 250;
/** For all workers to start, connect and subscribe. */
const READY_MS = 30_000;
/** For workers to say what came of it. */
const RESULT_MS = 15_000;
/** So that all workers know of the start before it comes. */
const AHEAD_US = 50_000;
/** A worker tells ten times a second; one that stands still for so long is stuck. */
const WORKER_SILENCE_MS = 15_000;

/** Puts load on a server for one round. Never throws for what a server or a worker does: it says so. */
export async function runRound(options: RoundOptions): Promise<RunReport> {
  const round = new Round(options);
  try {
    return await round.run();
  } finally {
    await round.end();
  }
}

interface Hand {
  readonly process: WorkerProcess;
  /** How often it has said that it is ready. */
  readies: number;
  isPublished: boolean;
  progress: Progress | undefined;
  heardMs: number;
  result: WorkerResult | undefined;
}

class Round {
  readonly #options: RoundOptions;
  readonly #hands: Hand[] = [];
  readonly #intervals: IntervalFacts[] = [];
  readonly #wallMinusMonotonicMs = Date.now() - performance.now();
  readonly #subscribers: number;
  #broken: string | undefined;
  #isFilling: boolean;
  #startUs = 0;
  #drainStartUs: number | undefined;
  #liveMs = 0;
  #liveBefore = { atMs: 0, sent: 0, seen: 0 };
  #latestEndToEnd: readonly IntervalFacts[] = [];

  constructor(options: RoundOptions) {
    this.#options = options;
    this.#isFilling = options.load.drain;
    const { died } = options.target;
    void died?.then((how) => (this.#broken ??= how));
    for (const setup of workerSetups({ ...options, connection: options.target.connection })) {
      const hand: Hand = {
        process: new WorkerProcess(options.workerFile, setup.role, (message) => {
          this.#hear(hand, message);
        }),
        readies: 0,
        isPublished: false,
        progress: undefined,
        heardMs: performance.now(),
        result: undefined,
      };
      this.#hands.push(hand);
      const { pid } = options.target;
      hand.process.tell({ kind: 'setup', setup, ...(pid !== undefined && { serverPid: pid }) });
    }
    this.#subscribers = this.#hands.filter(({ process }) => process.role === 'subscriber').length;
  }

  async run(): Promise<RunReport> {
    const { target, load } = this.#options;
    let partial: string | undefined;
    let isComplete = false;
    let serverCpuPercent: number | undefined;
    let machineBusyPercent = 0;
    await this.#readiness(() => this.#hands.every(({ readies }) => readies >= 1));
    if (this.#trouble() === undefined) {
      const machineBusy = watchMachine();
      const cpuBefore = target.pid === undefined ? undefined : cpuMsOf(target.pid);
      this.#startUs = monotonicUs() + AHEAD_US;
      this.#tellAll({ kind: 'go', startUs: this.#startUs });
      const end = await this.#watch();
      ({ isComplete } = end);
      partial = end.partial;
      const cpuAfter = target.pid === undefined ? undefined : cpuMsOf(target.pid);
      if (cpuBefore !== undefined && cpuAfter !== undefined) {
        const elapsedMs = (monotonicUs() - this.#startUs) / 1000;
        serverCpuPercent = ((cpuAfter - cpuBefore) / elapsedMs) * 100;
      }
      machineBusyPercent = machineBusy();
      this.#tellAll({ kind: 'finish' });
      await until(
        () => this.#hands.every(({ result }) => result !== undefined) || this.#isHopeless(),
        RESULT_MS,
      );
    }
    const silent = this.#hands.filter(({ result }) => result === undefined).length;
    partial ??= this.#trouble();
    if (silent > 0) partial ??= 'a worker of the bench did not say what came of it';
    return roundReport({
      round: this.#options.round,
      results: this.#hands.flatMap(({ result }) => result ?? []),
      intervals: this.#intervals,
      intervalMs: this.#options.intervalMs,
      identities: load.identities.map(({ name }) => name),
      startUs: this.#startUs,
      ...(this.#drainStartUs !== undefined && { drainStartUs: this.#drainStartUs }),
      isComplete: isComplete && silent === 0,
      ...(partial !== undefined && { partial }),
      ...(serverCpuPercent !== undefined && { serverCpuPercent }),
      machineBusyPercent,
    });
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#hands.map(({ process, result }) =>
        result === undefined ? process.kill() : process.end(),
      ),
    );
  }

  /** Waits for workers to connect and subscribe; what went wrong is known otherwise. */
  async #readiness(isReady: () => boolean): Promise<void> {
    const came = await until(() => isReady() || this.#trouble() !== undefined, READY_MS);
    if (!came) this.#broken ??= `the server did not take all clients within ${READY_MS / 1000} s`;
  }

  async #watch(): Promise<{ readonly isComplete: boolean; readonly partial?: string }> {
    const { load, drainMsMax } = this.#options;
    const watch = new RoundWatch(
      { ackWaitMs: load.terms.ackWaitMs, drainMsMax },
      performance.now(),
    );
    while (true) {
      const nowMs = performance.now();
      const state = this.#state(nowMs);
      const decision = watch.look(state, nowMs);
      if (decision.kind === 'end') return decision;
      if (decision.kind === 'stop') this.#tellAll({ kind: 'stop' });
      if (state.isPublished && this.#isFilling) await this.#letSubscribersIn();
      this.#showLive(state, nowMs);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async #letSubscribersIn(): Promise<void> {
    this.#drainStartUs = monotonicUs();
    this.#tellAll({ kind: 'come back' });
    const subscribers = this.#hands.filter(({ process }) => process.role === 'subscriber');
    await this.#readiness(() => subscribers.every(({ readies }) => readies >= 2));
    this.#isFilling = false;
  }

  #hear(hand: Hand, message: FromWorker): void {
    hand.heardMs = performance.now();
    switch (message.kind) {
      case 'ready':
        hand.readies++;
        return;
      case 'progress':
        hand.progress = message.progress;
        this.#intervals.push(...message.progress.intervals);
        if (message.progress.intervals.some((it) => it.endToEnd !== undefined)) {
          this.#latestEndToEnd = message.progress.intervals;
        }
        return;
      case 'published':
        hand.isPublished = true;
        return;
      case 'lost':
        this.#broken ??= `the connection to the server was lost: ${message.error}`;
        return;
      case 'failed':
        // A process that has told everything may end.
        if (hand.result === undefined) this.#broken ??= withAdvice(message.error);
        return;
      case 'result':
        hand.result = message.result;
    }
  }

  #state(nowMs: number): RoundState {
    const progress = this.#hands.flatMap((hand) => hand.progress ?? []);
    const sum = (key: 'sent' | 'acknowledged' | 'failed'): number =>
      progress.reduce((total, it) => total + it[key], 0);
    const seen = this.#options.load.identities.map((_, identity) =>
      progress.reduce((total, it) => total + (it.seen[identity] ?? 0), 0),
    );
    const isStuck = this.#hands.some(({ heardMs }) => nowMs - heardMs > WORKER_SILENCE_MS);
    const broken = this.#trouble() ?? (isStuck ? 'a worker of the bench stands still' : undefined);
    const error = progress.find((it) => it.error !== undefined)?.error;
    const { interrupted } = this.#options;
    return {
      sent: sum('sent'),
      acknowledged: sum('acknowledged'),
      failed: sum('failed'),
      seen,
      isPublished: this.#hands.every(
        (hand) => hand.process.role !== 'publisher' || hand.isPublished,
      ),
      isFilling: this.#isFilling,
      ...(error !== undefined && { error }),
      ...(broken !== undefined && { broken }),
      ...(interrupted.aborted && { interrupted: `interrupted by ${String(interrupted.reason)}` }),
      clockDriftMs: Date.now() - performance.now() - this.#wallMinusMonotonicMs,
    };
  }

  #trouble(): string | undefined {
    if (this.#broken !== undefined) return this.#broken;
    // Before the first message there is nothing to bring to an end.
    const { interrupted } = this.#options;
    const isInterrupted = interrupted.aborted && this.#startUs === 0;
    return isInterrupted ? `interrupted by ${String(interrupted.reason)}` : undefined;
  }

  /** Whether a worker that has not told any result never will. */
  #isHopeless(): boolean {
    return this.#hands.every(({ result, process }) => result !== undefined || process.hasEnded);
  }

  #tellAll(message: Parameters<WorkerProcess['tell']>[0]): void {
    for (const { process } of this.#hands) process.tell(message);
  }

  #showLive(state: RoundState, nowMs: number): void {
    if (nowMs - this.#liveMs < LIVE_MS) return;
    this.#liveMs = nowMs;
    const { load, onLive } = this.#options;
    const seen = state.seen.reduce((total, count) => total + count, 0);
    const { atMs, sent, seen: seenBefore } = this.#liveBefore;
    const perSecond = (count: number): number =>
      atMs === 0 ? 0 : (count / Math.max(1, nowMs - atMs)) * 1000;
    const elapsedMs = Math.max(0, (monotonicUs() - this.#startUs) / 1000);
    const warmUpMs = load.warmUp.kind === 'time' ? load.warmUp.durationMs : 0;
    const slowest = this.#subscribers === 0 ? state.acknowledged : Math.min(...state.seen);
    const texts = this.#latestEndToEnd.flatMap((it) => it.endToEnd ?? []);
    onLive({
      phase: state.isPublished ? 'draining' : elapsedMs < warmUpMs ? 'warming up' : 'publishing',
      elapsedMs,
      published: perSecond(state.sent - sent),
      delivered: perSecond(seen - seenBefore),
      backlog: Math.max(0, state.sent - slowest),
      ...(texts.length > 0 && {
        endToEndP99Ms: mergeHistograms(texts, 2).getValueAtPercentile(99) / 1000,
      }),
      ...(load.extent.kind === 'time' &&
        !state.isPublished && {
          leftMs: Math.max(0, warmUpMs + load.extent.durationMs - elapsedMs),
        }),
    });
    this.#latestEndToEnd = [];
    this.#liveBefore = { atMs: nowMs, sent: state.sent, seen };
  }
}

/** Waits until something holds, but no longer than that. */
async function until(holds: () => boolean, limitMs: number): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() >= endMs) return false;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}
