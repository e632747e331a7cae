import type { ChannelLimits } from '../stores/store';
import type { Channel } from './channel';
import type { Turn } from './turn';

/** Deletes channels that nobody has published to or was subscribed to for too long. */
export class Inactivity {
  private readonly turn: Turn;
  private readonly limitsOf: (channel: string) => ChannelLimits;
  private readonly remove: (channel: Channel) => void;

  constructor(
    turn: Turn,
    limitsOf: (channel: string) => ChannelLimits,
    remove: (channel: Channel) => void,
  ) {
    this.turn = turn;
    this.limitsOf = limitsOf;
    this.remove = remove;
  }

  /** Starts the time of a channel that has no active subscription. */
  watch(channel: Channel): void {
    const { inactivityMsMax } = this.limitsOf(channel.name);
    if (inactivityMsMax === 0 || channel.hasActiveSubscriptions) return;
    channel.lastActivityMs = this.turn.nowMs;
    this.checkIn(channel, inactivityMsMax, inactivityMsMax);
  }

  stop(channel: Channel): void {
    channel.inactivityTimer?.cancel();
    channel.inactivityTimer = undefined;
  }

  private checkIn(channel: Channel, delayMs: number, inactivityMsMax: number): void {
    channel.inactivityTimer?.cancel();
    channel.inactivityTimer = this.turn.later(delayMs, () => {
      if (channel.hasActiveSubscriptions) return;
      const leftMs = channel.lastActivityMs + inactivityMsMax - this.turn.nowMs;
      if (leftMs > 0) this.checkIn(channel, leftMs, inactivityMsMax);
      else this.remove(channel);
    });
  }
}
