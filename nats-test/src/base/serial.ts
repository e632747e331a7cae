/** Does one thing after the other. */
export class Serial {
  private last: Promise<unknown> = Promise.resolve();

  /** Does it when all that was asked for before is done, well or badly. */
  run<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.last.then(work, work);
    this.last = done.catch(() => undefined);
    return done;
  }
}
