import { systemClock, type Clock } from '../base/clock';
import type { VirtualClock } from '../base/virtual-clock';
import type { Connection } from './broker/connection';

/** How long, in real time, a client may take to answer before it counts as frozen. */
const ANSWER_MS_MAX = 2000;
const POLL_MS = 2;

/**
 * Lets virtual time pass without harm to clients, which live in real time: after each moment at
 * which timers were due, every connection is asked for a `PONG`. What comes before it on the same
 * connection, such as the answer to a heartbeat, has then arrived.
 */
export class Settler {
  private readonly clock: Clock;
  private readonly connections: () => Iterable<Connection>;
  private readonly realTime = systemClock();
  private latest: Promise<void> = Promise.resolve();
  /** Connections that have an answer outstanding from before; nobody waits for them again until it comes. */
  private readonly frozen = new Set<Connection>();
  /** Connections that have not said in time who they are; nobody waits for that again. */
  private readonly strangers = new WeakSet<Connection>();
  /** What ends the wait for a connection's answer. */
  private readonly waits = new Map<Connection, () => void>();

  private readonly isBusy: () => boolean;

  /**
   * @param connections those that can answer
   * @param isBusy whether the server has something to do even if nothing comes
   */
  constructor(clock: Clock, connections: () => Iterable<Connection>, isBusy: () => boolean) {
    this.clock = clock;
    this.connections = connections;
    this.isBusy = isBusy;
  }

  /**
   * Goes from timer to timer until the duration has passed.
   * @throws Error when the clock is not a virtual one; RangeError when the duration is negative
   */
  advance(durationMs: number): Promise<void> {
    // One after the other: two at once would each take the other's timers for its own.
    const done = this.latest.then(() => this.run(durationMs));
    this.latest = done.catch(() => undefined);
    return done;
  }

  /** The connection will not answer: whoever waits for it goes on. */
  giveUp(connection: Connection): void {
    this.waits.get(connection)?.();
  }

  private async run(durationMs: number): Promise<void> {
    const { clock } = this;
    if (!isVirtual(clock)) {
      throw new Error(
        'only a virtual clock can be advanced: start the server with { clock: virtualClock() }',
      );
    }
    if (durationMs < 0) throw new RangeError(`time does not go back: ${durationMs} ms`);
    const targetMs = clock.nowMs() + durationMs;
    await this.answers();
    for (;;) {
      const dueMs = clock.nextDueMs();
      if (dueMs === undefined || dueMs > targetMs) break;
      clock.moveTo(dueMs);
      await this.answers();
    }
    clock.moveTo(targetMs);
    await this.answers();
  }

  private async answers(): Promise<void> {
    do {
      // Who is in a TLS handshake, or has not said yet who it is, may not say anything else.
      await Promise.all([...this.connections()].map((connection) => this.introduction(connection)));
      const live = [...this.connections()].filter((it) => !this.frozen.has(it) && !it.isArriving);
      await Promise.all(live.map((connection) => this.answer(connection)));
      // The turn in which the last answer came may still have something to send, or to close.
      await this.endOfTurn();
    } while (this.isBusy() || this.hasNewcomers());
  }

  /** Whether somebody has come meanwhile who is still to shake hands, or to say who it is. */
  private hasNewcomers(): boolean {
    return [...this.connections()].some((it) => it.isArriving && !this.strangers.has(it));
  }

  private endOfTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.atEndOfTurn(resolve);
    });
  }

  /** Waits for a TLS handshake, and until a client has said who it is: that takes real time. */
  private async introduction(connection: Connection): Promise<void> {
    if (!connection.isArriving || this.strangers.has(connection)) return;
    const endsAtMs = this.realTime.nowMs() + ANSWER_MS_MAX;
    const isOwed = (): boolean => connection.open && connection.isArriving;
    while (isOwed()) {
      if (this.realTime.nowMs() >= endsAtMs) {
        this.strangers.add(connection);
        return;
      }
      await new Promise<void>((resolve) => {
        this.realTime.setTimer(POLL_MS, resolve);
      });
    }
  }

  private answer(connection: Connection): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.realTime.setTimer(ANSWER_MS_MAX, () => {
        this.frozen.add(connection);
        resolve();
      });
      const goOn = (): void => {
        timer.cancel();
        // It may be the answer to a question of long ago, and somebody waits for another one.
        if (this.waits.get(connection) === goOn) this.waits.delete(connection);
        resolve();
      };
      this.waits.set(connection, goOn);
      void connection.keepalive.roundTrip().then(() => {
        this.frozen.delete(connection);
        goOn();
      });
    });
  }
}

function isVirtual(clock: Clock): clock is VirtualClock {
  return 'moveTo' in clock;
}
