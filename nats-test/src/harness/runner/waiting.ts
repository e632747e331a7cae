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

  /** Until it is so, or the time is over, or all waiting is. */
  async until(isSo: () => boolean, withinMs: number): Promise<void> {
    const isOver = (): boolean => this.reason !== undefined || isSo();
    if (isOver()) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.checks.delete(check);
        resolve();
      };
      const check = (): void => {
        if (isOver()) done();
      };
      const timer = setTimeout(done, withinMs);
      this.checks.add(check);
    });
  }

  /** Lets time pass. */
  pause(ms: number): Promise<void> {
    return this.until(() => false, ms);
  }
}
