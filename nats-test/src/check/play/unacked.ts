import type { Delivered } from '../history';
import type { Life } from './life';
import { identityOf, type Listener } from '../../server/tap/roster';

interface Owed {
  readonly facts: Delivered;
  readonly listener: Listener;
  readonly life: Life;
  readonly isPoison: boolean;
  times: number;
}

/** What the server has sent and waits for the ack of. */
export class Unacked {
  private readonly owed = new Map<string, Owed>();

  sent(listener: Listener, life: Life, facts: Delivered, isPoison: boolean): void {
    const key = keyOf(listener, facts.sequence);
    const times = (this.owed.get(key)?.times ?? 0) + 1;
    this.owed.set(key, { facts, listener, life, isPoison, times });
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

  /** What belongs to nobody any more: the server keeps a place for durables and living groups only. */
  forgetAllOf(life: Life, living: readonly Life[]): void {
    for (const [key, { listener, life: owner }] of this.owed) {
      if (owner !== life || listener.durable !== '') continue;
      const isShared = listener.queue !== '' && living.some((other) => other !== life);
      if (!isShared) this.owed.delete(key);
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
