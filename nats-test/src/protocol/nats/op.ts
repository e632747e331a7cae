/**
 * What {@link OpParser.next} found. The ops of the protocol, and four ways in which there is none.
 * Servers answer `MSG` and `INFO` from a client as they answer any unknown op.
 */
export const Op = {
  needMore: 0,
  connect: 1,
  ping: 2,
  pong: 3,
  pub: 4,
  sub: 5,
  unsub: 6,
  ok: 7,
  err: 8,
  /** Bytes that begin no op, or a payload that does not end where it should. */
  unknown: 9,
  /** A known op with arguments that make no sense. */
  malformed: 10,
  /** A control line longer than the limit. */
  lineTooLong: 11,
  /** A `PUB` whose payload is larger than the limit. */
  payloadTooLarge: 12,
} as const;

/** One of {@link Op}. */
export type Op = (typeof Op)[keyof typeof Op];
