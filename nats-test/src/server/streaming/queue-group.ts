import { removeFromList } from './list';
import type { StreamingSubscription } from './subscription';

/** A queue group of a channel: each message goes to one of its members. */
export class QueueGroup {
  /** As monitoring shows it: `durable:queue` for a durable group. */
  readonly name: string;
  /** In the order in which they are tried; it turns as messages are given out. */
  members: StreamingSubscription[] = [];
  lastSent = 0;
  stalledMembers = 0;
  /** The state of a durable group without members. */
  shadow: StreamingSubscription | undefined;
  readonly redeliveryCounts = new Map<number, number>();
  woken = false;

  constructor(name: string) {
    this.name = name;
  }

  /**
   * The member for the next message: the one with the fewest pending acks among those that are not
   * stalled, answer heartbeats and take what they get; if there is none, the first. The first one, when chosen, goes to
   * the end, which makes an idle group take turns.
   */
  pick(): StreamingSubscription | undefined {
    const { members } = this;
    let best: StreamingSubscription | undefined;
    for (const member of members) {
      if (member.stalled || member.hasFailedHeartbeat || member.paused) continue;
      if (!best || member.pending.count < best.pending.count) best = member;
    }
    const first = members[0];
    best ??= first;
    if (best === first && best && members.length > 1) {
      members.shift();
      members.push(best);
    }
    return best;
  }

  remove(member: StreamingSubscription): void {
    removeFromList(this.members, member);
  }
}
