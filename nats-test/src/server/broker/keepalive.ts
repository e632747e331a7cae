import type { Clock, Timer } from '../../base/clock';
import type { Random } from '../../base/random';
import type { BrokerLimits } from './limits';

/** The first `PING` comes early and at a random moment, so that clients of one start spread out. */
const FIRST_PING_MS = 2000;
const FIRST_PING_SPREAD = 0.2;
/** An active client needs no `PING`, but for one an hour, by which the real server measures its distance. */
const MEASURE_INTERVAL_MS = 3_600_000;

/** What the connection does when told. */
interface KeepaliveActions {
  sendPing(): void;
  stale(): void;
}

/** Finds connections whose other end has gone in silence. */
export class Keepalive {
  /** `PING`s sent in all, by anybody, and `PONG`s that came. */
  pingsSent = 0;
  pongsReceived = 0;
  private readonly clock: Clock;
  private readonly limits: BrokerLimits;
  private readonly actions: KeepaliveActions;
  private unanswered = 0;
  private lastActivityMs: number;
  private lastMeasureMs = -Infinity;
  private timer: Timer;
  private readonly waiters: { readonly pong: number; readonly resolve: () => void }[] = [];

  constructor(clock: Clock, random: Random, limits: BrokerLimits, actions: KeepaliveActions) {
    this.clock = clock;
    this.limits = limits;
    this.actions = actions;
    this.lastActivityMs = clock.nowMs();
    const firstMs = Math.min(FIRST_PING_MS, limits.pingIntervalMs);
    const spreadMs = (random.below(1000) / 1000) * firstMs * FIRST_PING_SPREAD;
    this.timer = clock.setTimer(firstMs + spreadMs, this.check);
  }

  /** The client has published, subscribed or pinged. */
  active(nowMs: number): void {
    this.lastActivityMs = nowMs;
  }

  pong(): void {
    this.unanswered = 0;
    // A PONG that nobody asked for answers nothing.
    this.pongsReceived = Math.min(this.pongsReceived + 1, this.pingsSent);
    while (this.waiters[0] && this.waiters[0].pong <= this.pongsReceived) {
      this.waiters.shift()?.resolve();
    }
  }

  /** Sends a `PING` and resolves with its `PONG`, or when the connection ends. */
  roundTrip(): Promise<void> {
    return new Promise((resolve) => {
      this.ping();
      this.waiters.push({ pong: this.pingsSent, resolve });
    });
  }

  stop(): void {
    this.timer.cancel();
    for (const waiter of this.waiters.splice(0)) waiter.resolve();
  }

  private ping(): void {
    this.pingsSent++;
    this.actions.sendPing();
  }

  private readonly check = (): void => {
    const nowMs = this.clock.nowMs();
    const { pingIntervalMs, pingsOutMax } = this.limits;
    const measures = nowMs - this.lastMeasureMs > MEASURE_INTERVAL_MS;
    if (measures || nowMs - this.lastActivityMs >= pingIntervalMs) {
      if (this.unanswered + 1 > pingsOutMax) {
        this.actions.stale();
        return;
      }
      this.unanswered++;
      this.lastMeasureMs = nowMs;
      this.ping();
    }
    this.timer = this.clock.setTimer(pingIntervalMs, this.check);
  };
}
