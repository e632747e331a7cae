/** A fault that was set. It strikes until it has struck as often as it may, or is lifted. */
export interface Fault extends Disposable {
  /** How often it has struck so far. */
  readonly struck: number;
  /** False when it strikes no more. */
  readonly active: boolean;
  /** Ends it; what it has done stays done. May be called again. */
  lift(): void;
}

/** A fault that cannot be. The message names the thing, and what there is instead. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

/** A {@link Fault} as those who strike with it see it. */
export class SetFault implements Fault {
  struck = 0;
  active = true;
  private readonly strikesMax: number;
  private readonly onEnd: () => void;

  /** @param onEnd called once, when it strikes no more */
  constructor(strikesMax: number, onEnd: () => void) {
    this.strikesMax = strikesMax;
    this.onEnd = onEnd;
  }

  strike(): void {
    this.struck++;
    if (this.struck >= this.strikesMax) this.lift();
  }

  lift(): void {
    if (!this.active) return;
    this.active = false;
    this.onEnd();
  }

  [Symbol.dispose](): void {
    this.lift();
  }
}
