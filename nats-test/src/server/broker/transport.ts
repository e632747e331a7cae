import type { TlsEvents } from './tls';

/** A connection's way out: a TCP socket, or a pair of ends in a test. */
export interface Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Bytes taken by `write` that the operating system has not taken yet. */
  readonly pendingBytes: number;
  /** Sends the bytes. They must not change before `pendingBytes` is 0 again. */
  write(bytes: Uint8Array): void;
  /** Takes nothing more from the peer until `resume`; it is not told. */
  pause(): void;
  resume(): void;
  /**
   * Only where clients speak TLS: begins it, to be called once, when the greeting is written. What is
   * written from then on must wait for `secured`, and nothing is received before.
   */
  readonly startTls?: (events: TlsEvents) => void;
  /** Sends what was written, then closes; what the peer does not take in time is dropped. */
  close(): void;
  /** Closes at once; what the peer has not taken is dropped. */
  abort(): void;
}

/** What a transport tells its owner. */
export interface TransportEvents {
  /** Bytes have come; the buffer is the receiver's. */
  received(chunk: Buffer): void;
  /** All that was written has left, after some of it had to wait. */
  drained(): void;
  /**
   * The peer has gone; nothing comes after this.
   * @param hasBroken whether the connection broke, instead of being closed
   */
  closed(hasBroken?: boolean): void;
}
