import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { FunctionOptions, RunningListener } from '../options';
import { isStan, silence, type StanInside } from './dead-client';
import { Enclosure, Unwound } from './enclosure';
import type { Insider } from './insider';
import { isHolding, isTimer, type Lasting } from './lasting';
import { Lines } from './lines';
import type { Listener, ListenerEvents, ListenerPlace, OpenListener } from './listener';
import { holdStandIns } from './stand-ins';
import { watchHandling } from './watch-handling';
import { watchSending } from './watch-sending';
import { inTime } from './time-limit';
import { whenQuiet } from './when-quiet';

const START_MS = 5000;
/** As long as those who let go of a dead listener wait for its own code to do so. */
const FAREWELL_MS = 20;

type Terms = Pick<FunctionOptions<unknown, unknown>, 'start' | 'startMs'>;

/** Lives of a listener whose code runs in this process. */
export function openFunctionListener(terms: Terms): OpenListener {
  return (place, events) => new FunctionListener(terms, place, events);
}

/**
 * `over`: as a process it would have ended by itself. What it still does from then on is that of a dead
 * one, and nobody is told. `leaving`: a dead one's own code lets go of what it has.
 */
type Phase = 'new' | 'starting' | 'running' | 'stopping' | 'over' | 'stopped' | 'dead' | 'leaving';

class FunctionListener implements Listener, Insider {
  readonly signals = new EventEmitter();
  private readonly terms: Terms;
  private readonly place: ListenerPlace;
  private readonly events: ListenerEvents;
  private readonly enclosure: Enclosure;
  private readonly abort = new AbortController();
  private readonly lines: Lines;
  private readonly lasting = new Set<Lasting>();
  private readonly clients: StanInside[] = [];
  private phase: Phase = 'new';
  private running: RunningListener | undefined;
  private isDisposed = false;
  private letGo: () => void = () => undefined;
  /** Ends what is under way: with an error, or well. */
  private finish: (error?: unknown) => void = () => undefined;

  constructor(terms: Terms, place: ListenerPlace, events: ListenerEvents) {
    this.terms = terms;
    this.place = place;
    this.events = events;
    this.enclosure = new Enclosure(this, (error, isRejection) => {
      this.threw(error, isRejection);
    });
    this.lines = new Lines((line) => {
      this.tell(() => {
        events.said(line);
      });
    });
  }

  get url(): string {
    return this.place.url;
  }

  async start(): Promise<void> {
    this.phase = 'starting';
    this.letGo = holdStandIns();
    const { start } = this.terms;
    const ended = this.untilFinished();
    const context = { ...this.place, signal: this.abort.signal };
    const started = this.enclosure.run(async () => start(context));
    // One that comes too late is ended all the same.
    void started.then(
      (running: RunningListener | undefined) => {
        this.running = running;
        if (this.isDisposed) void this.farewell();
      },
      () => undefined,
    );
    const ms = this.terms.startMs ?? START_MS;
    const running: unknown = await inTime(
      Promise.race([unlessUnwound(started, ended), ended]),
      ms,
      `start did not resolve within ${ms / 1000} s: have it resolve when it has subscribed, or raise startMs`,
    );
    if (!canStop(running)) {
      throw new Error(
        `start returned ${running === undefined ? 'nothing' : 'something without a function stop'} to stop it with: return { stop }`,
      );
    }
    if (this.is('starting')) this.phase = 'running';
  }

  async stop(): Promise<void> {
    const { running } = this;
    if (running === undefined) throw new Error('it has not started, so it has no stop to call');
    this.phase = 'stopping';
    const ended = this.untilFinished();
    const stopped = this.enclosure.run(async () => running.stop());
    const ms = this.terms.startMs ?? START_MS;
    try {
      await inTime(
        Promise.race([unlessUnwound(stopped, ended), ended]),
        ms,
        `stop did not resolve within ${ms / 1000} s: have it resolve when its client is closed, or raise startMs`,
      );
    } finally {
      this.lines.end();
      this.phase = 'stopped';
      whenQuiet(this.lasting, this.letGo);
    }
  }

  kill(): Promise<void> {
    if (this.phase !== 'stopped') {
      this.phase = 'dead';
      for (const client of this.clients) quietly(() => silence(client));
      quietly(() => this.enclosure.run(() => this.abort.abort()));
      this.finish(new Error('it was killed'));
    }
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    if (this.isDisposed) return;
    this.isDisposed = true;
    if (this.phase !== 'stopped') {
      await this.kill();
      await this.farewell();
    } else {
      await this.silenceOpen();
    }
    // What is still to come of it must not keep the process alive.
    this.lasting.forEach(letProcessEnd);
    whenQuiet(this.lasting, this.letGo);
  }

  // ---- what its code does

  exit(status: unknown): never {
    if (this.is('stopping') || this.is('leaving')) {
      this.finish();
    } else {
      this.endedItself(
        () => this.events.exited(`status ${String(status)}`),
        new Error(`it called process.exit(${String(status)}) before start had resolved`),
      );
    }
    throw new Unwound('process.exit was called');
  }

  print(text: string): void {
    this.lines.add(text);
  }

  made(what: Lasting): void {
    this.lasting.add(what);
    // A timer is still being made when this is called.
    if (this.isDisposed)
      void Promise.resolve().then(() => {
        letProcessEnd(what);
      });
  }

  emits(emitter: EventEmitter): void {
    if (!isStan(emitter)) return;
    this.clients.push(emitter);
    watchHandling(emitter, (ackInbox, sequence) => {
      this.tell(() => {
        this.events.handles?.(ackInbox, sequence);
      });
    });
    watchSending(emitter, (subject, payload) => {
      if (payload instanceof Uint8Array) {
        this.tell(() => {
          this.events.sends?.(subject, payload);
        });
      }
    });
  }

  private threw(error: unknown, isRejection: boolean): void {
    // A process with a handler for it lives on.
    const event = isRejection ? 'unhandledRejection' : 'uncaughtException';
    if (this.signals.listenerCount(event) > 0) {
      try {
        this.enclosure.run(() => this.signals.emit(event, error, event));
      } catch (another) {
        if (!(another instanceof Unwound)) this.failed(another, false);
      }
    } else {
      this.failed(error, isRejection);
    }
  }

  private failed(error: unknown, isRejection: boolean): void {
    if (this.is('stopping')) this.finish(error);
    else this.endedItself(() => this.events.threw(error, isRejection), error);
  }

  private endedItself(tell: () => void, error: unknown): void {
    const isAlive = this.is('starting') || this.is('running');
    if (!isAlive) return;
    this.lines.end();
    this.tell(tell);
    this.phase = 'over';
    this.finish(error);
  }

  private tell(tell: () => void): void {
    if (this.is('starting') || this.is('running') || this.is('stopping'))
      this.enclosure.runOutside(tell);
  }

  /** Since a call may have changed it, which the compiler does not see. */
  private is(phase: Phase): boolean {
    return this.phase === phase;
  }

  private untilFinished(): Promise<void> {
    const finished = new Promise<void>((resolve, reject) => {
      this.finish = (error) => {
        if (error === undefined) resolve();
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- It is what was thrown.
        else reject(error);
      };
    });
    finished.catch(() => undefined);
    return finished;
  }

  /** A client that its stop has not closed would try to come back for a long time; some are at it still. */
  private async silenceOpen(): Promise<void> {
    const open = (): StanInside[] => this.clients.filter(({ nc }) => nc !== undefined);
    if (open().length > 0) await delay(FAREWELL_MS);
    for (const client of open()) quietly(() => silence(client));
  }

  /** Has a dead one's own code let go of what it has, such as a database. */
  private async farewell(): Promise<void> {
    const { running } = this;
    if (!canStop(running)) return;
    this.phase = 'leaving';
    const ended = this.untilFinished();
    const stopped = this.enclosure.run(async () => running.stop());
    await inTime(
      Promise.race([unlessUnwound(stopped, ended), ended]),
      FAREWELL_MS,
      'it does not come to an end',
    ).catch(() => undefined);
    this.phase = 'dead';
  }
}

/** What was unwound has no result of its own. */
function unlessUnwound(work: Promise<unknown>, ended: Promise<void>): Promise<unknown> {
  return work.catch((error: unknown) => {
    if (error instanceof Unwound) return ended;
    throw error;
  });
}

function canStop(running: unknown): running is RunningListener {
  return typeof (running as Partial<RunningListener> | null | undefined)?.stop === 'function';
}

/** A timer is the listener's own. A socket may be that of a pool which all of them share. */
function letProcessEnd(it: Lasting): void {
  if (isTimer(it) && isHolding(it)) it.unref();
}

function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // It belongs to a dead process.
  }
}
