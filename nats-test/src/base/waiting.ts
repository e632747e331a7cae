/** A timer that fires so much later than it should tells that the process has stood still. */
const LATE_MS = 250;

/** Lets steps wait for what comes from outside, and ends all waiting when the scenario is over. */
export class Waiting {
  private readonly checks = new Set<() => void>();
  private reason: string | undefined;

  /** Why nothing is waited for any more; undefined while there is no reason. */
  get endedBy(): string | undefined {
    return this.reason;
  }

  /** Something has changed: whoever waits looks again. */
  changed(): void {
    for (const check of [...this.checks]) check();
  }

  /** Ends all waiting, now and later. The first reason counts. */
  end(reason: string): void {
    this.reason ??= reason;
    this.changed();
  }

  /**
   * Until it is so, or the time is over, or all waiting is.
   * @returns whether it is so
   */
  async until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    const isOver = (): boolean => this.reason !== undefined || isSo();
    if (isOver()) return isSo();
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.checks.delete(check);
        resolve();
      };
      const check = (): void => {
        if (isOver()) done();
      };
      let dueMs = performance.now() + withinMs;
      const expire = (): void => {
        const lateMs = performance.now() - dueMs;
        if (lateMs < LATE_MS) {
          done();
          return;
        }
        // This process has stood still, and what came meanwhile is not read yet.
        const moreMs = lateMs + LATE_MS;
        dueMs = performance.now() + moreMs;
        timer = setTimeout(expire, moreMs);
      };
      let timer = setTimeout(expire, withinMs);
      this.checks.add(check);
    });
    return isSo();
  }

  /** Lets time pass. */
  async pause(ms: number): Promise<void> {
    await this.until(() => false, ms);
  }
}
