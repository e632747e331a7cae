/** A request of a client, but for publishing, which is too frequent for an object each. */
export interface Request {
  readonly payload: Buffer;
  /** Sends the answer, if the client wants one. */
  respond(payload: Buffer): void;
}
