import type { Delivered } from '../history';
import type { Life } from './life';

/** What becomes of the ack of a delivery. */
export type Fate = 'arrives' | 'is lost' | 'comes too late' | 'is the last';

/** A delivery that the server has sent: held at the gate first, then with the listener. */
export class Flight {
  readonly life: Life;
  readonly facts: Delivered;
  /** Of the subscription: a listener may have several on one channel. */
  readonly ackInbox: string;
  readonly redelivered: boolean;
  readonly ackWaitMs: number;
  /** When the server sends it again, in its own time. */
  readonly dueMs: number;
  /** Sends it on its way. */
  readonly send: () => void;
  fate: Fate = 'arrives';
  /** When it was let through, in real milliseconds. */
  sentAtMs = 0;
  /** It has come to the code of the listener, as far as that can be seen. */
  isArrived = false;
  /** The listener has sent its ack, whatever became of it. */
  isAcked = false;
  /** From its arrival to its ack. */
  tookMs: number | undefined;

  constructor(
    life: Life,
    facts: Delivered,
    terms: Pick<Flight, 'ackInbox' | 'redelivered' | 'ackWaitMs' | 'dueMs'>,
    send: () => void,
  ) {
    this.life = life;
    this.facts = facts;
    this.ackInbox = terms.ackInbox;
    this.redelivered = terms.redelivered;
    this.ackWaitMs = terms.ackWaitMs;
    this.dueMs = terms.dueMs;
    this.send = send;
  }

  /** Whether both are of one event, sent to one subscription. */
  isOf({ ackInbox, facts }: Flight): boolean {
    return ackInbox === this.ackInbox && facts.sequence === this.facts.sequence;
  }
}
