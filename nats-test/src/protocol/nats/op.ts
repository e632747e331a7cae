/** What the parser found: the ops of the protocol, and five ways in which there is none. */
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
  /** Servers say it to each other; from a client it means nothing. */
  info: 9,
  /** Bytes that begin no op, or a payload that does not end where it should. */
  unknown: 10,
  /** A known op with arguments that make no sense. */
  malformed: 11,
  /** A control line longer than the limit. */
  lineTooLong: 12,
  /** A `PUB` whose payload is larger than the limit. */
  payloadTooLarge: 13,
} as const;

/** One of {@link Op}. */
export type Op = (typeof Op)[keyof typeof Op];
