/** A fault that was set. It strikes until it has struck as often as it may, or is lifted. */
export interface Fault extends Disposable {
  /** How often it has struck so far. */
  readonly struck: number;
  /** False when it strikes no more. */
  readonly active: boolean;
  /** What its filter threw, which has ended it; undefined when nothing did. */
  readonly error: Error | undefined;
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
  error: Error | undefined;
  private isLifted = false;
  private readonly strikesMax: number;
  private readonly onEnd: () => void;
  private readonly hasTarget: () => boolean;

  /**
   * @param onEnd called once, when it is lifted
   * @param hasTarget whether there is still something to strike
   */
  constructor(strikesMax: number, onEnd: () => void, hasTarget: () => boolean = () => true) {
    this.strikesMax = strikesMax;
    this.onEnd = onEnd;
    this.hasTarget = hasTarget;
  }

  get active(): boolean {
    return !this.isLifted && this.hasTarget();
  }

  strike(): void {
    this.struck++;
    if (this.struck >= this.strikesMax) this.lift();
  }

  lift(): void {
    if (this.isLifted) return;
    this.isLifted = true;
    this.onEnd();
  }

  /** Its filter threw. */
  fail(error: Error): void {
    this.error = error;
    this.lift();
  }

  [Symbol.dispose](): void {
    this.lift();
  }
}
