import type { Clock } from '../../base/clock';

/** What the owner of a NATS is told. */
export interface TurnEvents {
  /** A turn of the event loop has brought its first bytes, or a timer. */
  readonly starts: () => void;
  /** All that came is handled; what is to be sent follows. */
  readonly ends: () => void;
  /** Bytes are about to be written to a client. */
  readonly beforeWrite: () => void;
  /** A connection that was congested is so no more, or is gone. */
  readonly drained: () => void;
}

const NOBODY: TurnEvents = {
  starts: () => undefined,
  ends: () => undefined,
  beforeWrite: () => undefined,
  drained: () => undefined,
};

/** What comes at one time is one turn: handled together, and what is to be sent follows at its end. */
export abstract class Turns {
  readonly clock: Clock;
  /** The clock's milliseconds when this turn began: one reading for all that arrives in it. */
  nowMs: number;
  /** Counts what comes from outside: each read from a client, each timer. A turn may have many. */
  arrivals = 0;
  onTurn: TurnEvents = NOBODY;

  private inTurn = false;

  constructor(clock: Clock) {
    this.clock = clock;
    this.nowMs = clock.nowMs();
  }

  /** To be called by whoever brings something from outside: bytes, or a timer that fired. */
  turnStarts(): void {
    this.arrivals++;
    if (this.inTurn) return;
    this.inTurn = true;
    this.nowMs = this.clock.nowMs();
    this.onTurn.starts();
    this.clock.atEndOfTurn(this.endTurn);
  }

  /** More can be sent than a moment ago. */
  drained(): void {
    this.turnStarts();
    this.onTurn.drained();
  }

  /** Ends the turn; to be called by somebody only to end it before all that waits has come in. */
  readonly endTurn = (): void => {
    try {
      this.onTurn.ends();
    } finally {
      // What sending brings about, such as a client that is cut, belongs to a turn of its own.
      this.inTurn = false;
    }
    this.send();
  };

  /** Ends the turn, so that what is under way is done; nobody is told of another one. */
  endLastTurn(): void {
    this.endTurn();
    this.onTurn = NOBODY;
  }

  /** Sends what a turn has brought. */
  protected abstract send(): void;
}
