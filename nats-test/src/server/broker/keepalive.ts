import type { Clock, Timer } from '../../base/clock';
import { formatDuration } from '../../base/duration';
import type { Random } from '../../base/random';
import type { BrokerLimits } from './limits';

/** The first `PING` comes early and at a random moment, so that clients of one start spread out. */
const FIRST_PING_MS = 2000;
const FIRST_PING_SPREAD = 0.2;
/** An active client needs no `PING`, but for one an hour, by which the real server measures its distance. */
const MEASURE_INTERVAL_MS = 3_600_000;

/** What the connection does when told. */
interface KeepaliveActions {
  debug(line: string): void;
  sendPing(): void;
  stale(): void;
}

/** Finds connections whose other end has gone in silence. */
export class Keepalive {
  /** `PING`s sent in all, by anybody, and `PONG`s that came. */
  pingsSent = 0;
  pongsReceived = 0;
  /** When the client last said who it is, published, (un)subscribed or got a message. */
  lastActivityMs: number;
  /** How long its last answer took; 0 while none was measured. */
  roundTripMs = 0;
  private readonly clock: Clock;
  private readonly limits: BrokerLimits;
  private readonly actions: KeepaliveActions;
  private unanswered = 0;
  private lastPingedMs: number;
  private lastMeasureMs = -Infinity;
  private pingSentMs = 0;
  private timer: Timer | undefined;
  private readonly waiters: { readonly pong: number; readonly resolve: () => void }[] = [];

  private readonly random: Random;

  constructor(clock: Clock, random: Random, limits: BrokerLimits, actions: KeepaliveActions) {
    this.clock = clock;
    this.random = random;
    this.limits = limits;
    this.actions = actions;
    this.lastActivityMs = clock.nowMs();
    this.lastPingedMs = this.lastActivityMs;
  }

  /** From now on the client may be asked for a sign of life. */
  start(): void {
    const firstMs = Math.min(FIRST_PING_MS, this.limits.pingIntervalMs);
    const spreadMs = (this.random.below(1000) / 1000) * firstMs * FIRST_PING_SPREAD;
    this.timer = this.clock.setTimer(firstMs + spreadMs, this.check);
  }

  /** The client has sent a `PING`. */
  pinged(): void {
    this.lastPingedMs = this.clock.nowMs();
  }

  /** Notes how long an answer took; never nothing, so that it can be told from none. */
  measured(roundTripMs: number): void {
    this.roundTripMs = Math.max(roundTripMs, 1e-6);
  }

  pong(): void {
    this.unanswered = 0;
    if (this.pingsSent > 0) this.measured(this.clock.nowMs() - this.pingSentMs);
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
    this.timer?.cancel();
    for (const waiter of this.waiters.splice(0)) waiter.resolve();
  }

  private ping(): void {
    this.pingsSent++;
    this.pingSentMs = this.clock.nowMs();
    this.actions.sendPing();
  }

  private readonly check = (): void => {
    const nowMs = this.clock.nowMs();
    const { pingIntervalMs, pingsOutMax } = this.limits;
    const measures = nowMs - this.lastMeasureMs > MEASURE_INTERVAL_MS;
    const activeAgoMs = nowMs - this.lastActivityMs;
    const pingedAgoMs = nowMs - this.lastPingedMs;
    this.actions.debug('Client Ping Timer');
    if (!measures && activeAgoMs < pingIntervalMs) {
      this.actions.debug(`Delaying PING due to client activity ${inSeconds(activeAgoMs)} ago`);
    } else if (!measures && pingedAgoMs < pingIntervalMs) {
      this.actions.debug(`Delaying PING due to remote ping ${inSeconds(pingedAgoMs)} ago`);
    } else {
      if (this.unanswered + 1 > pingsOutMax) {
        this.actions.debug('Stale Client Connection - Closing');
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

/** A duration in whole seconds, as Go writes it. */
function inSeconds(durationMs: number): string {
  return formatDuration(Math.round(durationMs / 1000) * 1000);
}
