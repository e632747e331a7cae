import type { Delivered } from '../history';
import { identityOf, type Listener } from '../../server/tap/roster';

interface Owed {
  readonly facts: Delivered;
  readonly listener: Listener;
  readonly isPoison: boolean;
  times: number;
}

/** What the server has sent and waits for the ack of. */
export class Unacked {
  private readonly owed = new Map<string, Owed>();

  sent(listener: Listener, facts: Delivered, isPoison: boolean): void {
    const key = keyOf(listener, facts.sequence);
    const times = (this.owed.get(key)?.times ?? 0) + 1;
    this.owed.set(key, { facts, listener, isPoison, times });
  }

  acked(listener: Listener, sequence: number): void {
    this.owed.delete(keyOf(listener, sequence));
  }

  /** The subscription is over, and all that it had with it. */
  forget(listener: Listener): void {
    for (const [key, owed] of this.owed) {
      if (nameOf(owed.listener) === nameOf(listener)) this.owed.delete(key);
    }
  }

  /** All of it but poison, which may stay so for ever. */
  get due(): readonly Owed[] {
    return this.all.filter(({ isPoison }) => !isPoison);
  }

  get all(): readonly Owed[] {
    return [...this.owed.values()];
  }
}

function nameOf(listener: Listener): string {
  return identityOf(listener) ?? listener.ackInbox;
}

function keyOf(listener: Listener, sequence: number): string {
  return `${nameOf(listener)} ${sequence}`;
}
