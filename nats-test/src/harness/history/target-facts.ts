/** How a server finds out which clients live. */
export interface Heartbeats {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Failed heartbeats that are forgiven. */
  readonly failuresMax: number;
}

/** What a right server lets go of, channel by channel; left out: nothing. */
export interface Limits {
  readonly msgsMax?: number;
  readonly bytesMax?: number;
  readonly ageMsMax?: number;
}

/** What is known of the server under test; it stands in the history's header, as checkers need it. */
export interface TargetFacts {
  readonly heartbeats?: Heartbeats;
  readonly limits?: Limits;
  /** Nodes of a cluster; left out: one. */
  readonly nodes?: number;
}
