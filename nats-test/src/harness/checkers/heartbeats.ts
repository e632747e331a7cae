/** How a server finds out which clients live. */
export interface Heartbeats {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Failed heartbeats that are forgiven. */
  readonly failuresMax: number;
}
