import { classifyError } from './classify';
import type { Outcome } from './outcome';

/** Ends a request. Only the first call counts. */
export type Settle = (outcome: Outcome) => void;

/**
 * The requests that wait for an answer. The library forgets some of them when the connection ends, and
 * answers others twice: here each is settled exactly once.
 */
export class OutstandingRequests {
  private readonly waiting = new Set<Settle>();

  /** @param send asks, and hands `settle` to whatever hears the answer */
  ask(send: (settle: Settle) => void): Promise<Outcome> {
    return new Promise((resolve) => {
      const settle: Settle = (outcome) => {
        if (this.waiting.delete(settle)) resolve(outcome);
      };
      this.waiting.add(settle);
      try {
        send(settle);
      } catch (error) {
        settle(classifyError(error));
      }
    });
  }

  /** Settles all that still wait. */
  settleAll(outcome: Outcome): void {
    for (const settle of [...this.waiting]) settle(outcome);
  }
}
