/** One worker at one bench: takes on one thing after the other, each for the same time. */
export class WorkLine {
  readonly #workUs: number;
  #freeAtUs = 0;

  constructor(workMs: number) {
    this.#workUs = workMs * 1000;
  }

  /**
   * When something that has come now will be done. The times add up exactly, whatever the timer that
   * acts on them is able to do.
   */
  take(nowUs: number): number {
    this.#freeAtUs = Math.max(this.#freeAtUs, nowUs) + this.#workUs;
    return this.#freeAtUs;
  }
}
