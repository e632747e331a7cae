import type { Channel } from './channel';
import type { Turn } from './turn';

/** Deletes channels that nobody has published to or was subscribed to for too long. */
export class Inactivity {
  private readonly turn: Turn;
  private readonly inactivityMsMax: number;
  private readonly remove: (channel: Channel) => void;

  constructor(turn: Turn, inactivityMsMax: number, remove: (channel: Channel) => void) {
    this.turn = turn;
    this.inactivityMsMax = inactivityMsMax;
    this.remove = remove;
  }

  /** Starts the time of a channel that has no active subscription. */
  watch(channel: Channel): void {
    if (this.inactivityMsMax === 0 || channel.hasActiveSubscriptions) return;
    channel.lastActivityMs = this.turn.nowMs;
    this.checkIn(channel, this.inactivityMsMax);
  }

  stop(channel: Channel): void {
    channel.inactivityTimer?.cancel();
    channel.inactivityTimer = undefined;
  }

  private checkIn(channel: Channel, delayMs: number): void {
    channel.inactivityTimer?.cancel();
    channel.inactivityTimer = this.turn.later(delayMs, () => {
      if (channel.hasActiveSubscriptions) return;
      const leftMs = channel.lastActivityMs + this.inactivityMsMax - this.turn.nowMs;
      if (leftMs > 0) this.checkIn(channel, leftMs);
      else this.remove(channel);
    });
  }
}
