/** What a connection may use. The values are those of the real server. */
export interface BrokerLimits {
  readonly payloadBytesMax: number;
  readonly controlLineBytesMax: number;
  /** What a client may leave unread before it is cut off. */
  readonly pendingBytesMax: number;
  /** How long a client may take nothing of what is sent to it before it is cut off. */
  readonly writeDeadlineMs: number;
  readonly pingIntervalMs: number;
  /** `PING`s without an answer before a connection counts as stale. */
  readonly pingsOutMax: number;
  /** Connections at a time, the server's own ones among them; 0 for no limit. */
  readonly connectionsMax: number;
  /** Subscriptions of one connection; 0 for no limit. */
  readonly subscriptionsMax: number;
  /** What the subscriptions of all may take, roughly; the real server takes what the machine has. */
  readonly subscriptionBytesMax: number;
  /** How long a client may take to say who it is, where it must. */
  readonly authTimeoutMs: number;
  /** How long a TLS handshake may take. */
  readonly tlsTimeoutMs: number;
}

export const defaultBrokerLimits: BrokerLimits = {
  payloadBytesMax: 1024 * 1024,
  controlLineBytesMax: 4096,
  pendingBytesMax: 64 * 1024 * 1024,
  writeDeadlineMs: 2000,
  pingIntervalMs: 120_000,
  pingsOutMax: 2,
  connectionsMax: 64 * 1024,
  subscriptionsMax: 0,
  subscriptionBytesMax: 256 * 1024 * 1024,
  authTimeoutMs: 1000,
  tlsTimeoutMs: 500,
};
