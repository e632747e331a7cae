import { availableParallelism } from 'node:os';

import { monotonicUs } from '../load/monotonic';
import type { LoadPlan } from '../plan';
import type { RunReport } from '../report';
import type { OpenTarget } from '../targets/open-target';
import { watchProcess } from '../targets/process-cpu';
import { Crew } from './crew';
import { interruptionOf } from './interruption';
import { LiveMeter, type LiveRound } from './live-round';
import { watchMachine } from './machine';
import { PeakBacklog } from './peak-backlog';
import { roundReport, type RoundFacts } from './round-report';
import { RoundWatch, type RoundState } from './round-watch';
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

const LOOK_MS = 50;
const LIVE_MS = 250;
/** For all workers to start, connect and subscribe. */
const READY_MS = 30_000;
/** For workers to say what came of it. */
const RESULT_MS = 15_000;
/** So that all workers know of the start before it comes. */
const AHEAD_US = 50_000;
/** A connection is over before the end of the process behind it is known. */
const DEATH_MS = 1000;
/** For them to leave again where the round could not begin. */
const GOODBYE_MS = 3000;

/** Puts load on a server for one round. Never throws for what a server or a worker does: it says so. */
export async function runRound(options: RoundOptions): Promise<RunReport> {
  const round = new Round(options);
  try {
    return await round.run();
  } finally {
    await round.end();
  }
}

class Round {
  readonly #options: RoundOptions;
  readonly #crew: Crew;
  readonly #meter: LiveMeter;
  readonly #backlog = new PeakBacklog();
  readonly #wallMinusMonotonicMs = Date.now() - performance.now();
  #isFilling: boolean;
  /** 0 until it is known. */
  #startUs = 0;
  #drainStartUs: number | undefined;
  #liveMs = 0;

  constructor(options: RoundOptions) {
    const { load, target, workerFile } = options;
    this.#options = options;
    this.#isFilling = load.drain;
    this.#meter = new LiveMeter(load);
    const setups = workerSetups({ ...options, connection: target.connection });
    this.#crew = new Crew(workerFile, setups, target.pid);
    void target.died?.then((how) => this.#crew.breakOff(how));
  }

  async run(): Promise<RunReport> {
    const { round, intervalMs, load } = this.#options;
    await this.#readiness(() => this.#crew.isReady);
    const measured = this.#trouble() === undefined ? await this.#measure() : undefined;
    // Those that could not begin, too: a server that is not ours keeps a client that says no goodbye.
    this.#crew.tell({ kind: 'finish' });
    await until(() => this.#crew.isFinished, measured ? RESULT_MS : GOODBYE_MS);
    const { results, silent, intervals } = this.#crew;
    const partial =
      (await this.#explained(measured?.partial ?? this.#trouble())) ??
      (silent > 0 ? 'a worker of the bench did not say what came of it' : undefined);
    const serverCpuPercent = measured?.serverCpuPercent;
    return roundReport({
      round,
      results,
      intervals,
      intervalMs,
      identities: load.identities.map(({ name }) => name),
      startUs: this.#startUs,
      ...(this.#drainStartUs !== undefined && { drainStartUs: this.#drainStartUs }),
      load,
      ...this.#whatMayBeForgotten(),
      isComplete: measured?.isComplete === true && silent === 0,
      ...(partial !== undefined && { partial }),
      ...(serverCpuPercent !== undefined && { serverCpuPercent }),
      machine: { busyPercent: measured?.machineBusyPercent ?? 0, cpus: availableParallelism() },
    });
  }

  async end(): Promise<void> {
    await this.#crew.end();
  }

  /** Waits for workers to connect and subscribe; what went wrong is known otherwise. */
  async #readiness(isReady: () => boolean): Promise<void> {
    const came = await until(() => isReady() || this.#trouble() !== undefined, READY_MS);
    if (!came)
      this.#crew.breakOff(`the server did not take all clients within ${READY_MS / 1000} s`);
  }

  async #measure(): Promise<{
    readonly isComplete: boolean;
    readonly partial?: string;
    readonly serverCpuPercent: number | undefined;
    readonly machineBusyPercent: number;
  }> {
    const machineBusy = watchMachine();
    const serverBusy = watchProcess(this.#options.target.pid);
    this.#startUs = monotonicUs() + AHEAD_US;
    this.#crew.tell({ kind: 'go', startUs: this.#startUs });
    const end = await this.#watch();
    return { ...end, serverCpuPercent: serverBusy(), machineBusyPercent: machineBusy() };
  }

  async #watch(): Promise<{ readonly isComplete: boolean; readonly partial?: string }> {
    const { load, drainMsMax } = this.#options;
    const { ackWaitMs, workMs, maxInFlight } = load.terms;
    const watch = new RoundWatch(
      // Each subscriber has as many in hand from every channel.
      { ackWaitMs, workMs, workInHandMsMax: workMs * maxInFlight * load.channels, drainMsMax },
      performance.now(),
    );
    while (true) {
      const nowMs = performance.now();
      const state = this.#state(nowMs);
      this.#backlog.look(state, nowMs);
      const decision = watch.look(state, nowMs);
      if (decision.kind === 'end') return decision;
      if (decision.kind === 'stop') this.#crew.tell({ kind: 'stop' });
      if (state.isPublished && this.#isFilling) await this.#letSubscribersIn();
      this.#showLive(state, nowMs);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async #letSubscribersIn(): Promise<void> {
    this.#drainStartUs = monotonicUs();
    this.#crew.tell({ kind: 'come back' });
    await this.#readiness(() => this.#crew.isBack);
    this.#isFilling = false;
  }

  #state(nowMs: number): RoundState {
    const { load, interrupted } = this.#options;
    const interruption = interruptionOf(interrupted);
    return {
      ...this.#crew.state(load.identities.length, nowMs),
      isFilling: this.#isFilling,
      ...(interruption !== undefined && { interrupted: interruption }),
      clockDriftMs: Date.now() - performance.now() - this.#wallMinusMonotonicMs,
    };
  }

  /** A connection that was lost as the server died was lost because it died. */
  async #explained(why: string | undefined): Promise<string | undefined> {
    const { died } = this.#options.target;
    if (why === undefined || why !== this.#crew.broken || died === undefined) return why;
    let timer: NodeJS.Timeout | undefined;
    const noDeath = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(why), DEATH_MS);
    });
    return Promise.race([died, noDeath]).finally(() => clearTimeout(timer));
  }

  #whatMayBeForgotten(): Pick<RoundFacts, 'mayForget'> {
    const { load, target } = this.#options;
    if (target.pid === undefined) return { mayForget: 'unknown' };
    const room = this.#backlog.roomPassed(load);
    return room === undefined ? {} : { mayForget: { room } };
  }

  #trouble(): string | undefined {
    // Before the first message there is nothing to bring to an end.
    const isBefore = this.#startUs === 0;
    return this.#crew.broken ?? (isBefore ? interruptionOf(this.#options.interrupted) : undefined);
  }

  #showLive(state: RoundState, nowMs: number): void {
    if (nowMs - this.#liveMs < LIVE_MS) return;
    this.#liveMs = nowMs;
    const elapsedMs = (monotonicUs() - this.#startUs) / 1000;
    const endToEnd = this.#crew.takeLatestEndToEnd();
    this.#options.onLive(this.#meter.read(state, elapsedMs, endToEnd));
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
