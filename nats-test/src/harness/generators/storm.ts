import type { Fault } from '../history/fault';

/** What a run is to be like: how long, and what goes wrong meanwhile. */
export interface Storm {
  /** All that is left to chance comes from it. */
  readonly seed: number;
  /** Undefined: none but those that a scenario is about. */
  readonly faults: readonly Fault[] | undefined;
  /** From the beginning of one fault to that of the next one. */
  readonly everyMs: number;
  /** Length of the phase `main`. */
  readonly mainMs: number;
}
