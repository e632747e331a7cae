/** A message as a subscription got it. */
export interface Seen {
  /** `0#1` is the first subscription in place 0. */
  readonly sub: string;
  /** The queue group it is a member of, if it is. */
  readonly group?: string;
  /** How many open subscriptions that group has; 0 outside of groups. */
  readonly members: number;
  readonly channel: string;
  readonly sequence: number;
  readonly data: string;
  readonly redelivered: boolean;
  readonly count: number;
  /** Nanoseconds, as text. */
  readonly timestamp: string;
}

/** What clients saw of one step. */
export interface Observation {
  /** The step's place in the sequence. */
  readonly step: number;
  /** What the server said: '' for success, the error's text, or `no answer`. */
  readonly answers: readonly string[];
  /** What came because of it, in the order of coming. */
  readonly seen: readonly Seen[];
}

/** All of one sequence on one server. */
export interface Account {
  readonly observations: readonly Observation[];
  /**
   * How far, in milliseconds, the sequence came behind its schedule at worst. Beyond a few tens of
   * milliseconds the account says nothing: a timer may have fired before a step that was to come first.
   */
  readonly lateMs: number;
}

export const NO_ANSWER = 'no answer';
