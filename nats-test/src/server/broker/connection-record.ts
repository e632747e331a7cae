import type { CloseReason } from '../../protocol/nats/close-reasons';

/** Messages and bytes of payload that went in and out, as the server sees it. */
export interface Traffic {
  inMsgs: number;
  inBytes: number;
  outMsgs: number;
  outBytes: number;
}

/** What is to be told of a connection, open or closed. */
export interface ConnectionRecord extends Readonly<Traffic> {
  readonly id: number;
  readonly address: string;
  readonly port: number;
  readonly name: string;
  readonly lang: string;
  readonly version: string;
  readonly user: string;
  /** Wall clock, nanoseconds since 1970. */
  readonly startNs: bigint;
  readonly lastActivityNs: bigint;
  /** How long an answer of the client took when it was last measured; 0 when it never was. */
  readonly roundTripMs: number;
  readonly pendingBytes: number;
  readonly subscriptionCount: number;
  readonly subjects: () => readonly string[];
}

/** A connection that was. */
export interface ClosedConnection extends ConnectionRecord {
  readonly stopNs: bigint;
  readonly reason: CloseReason;
}

/** The last connections that were closed, oldest first; so many that the real server keeps as many. */
export class ClosedConnections {
  private readonly kept: ClosedConnection[] = [];
  private next = 0;

  private readonly countMax: number;

  constructor(countMax = 10_000) {
    this.countMax = countMax;
  }

  add(connection: ClosedConnection): void {
    this.kept[this.next] = connection;
    this.next = (this.next + 1) % this.countMax;
  }

  list(): ClosedConnection[] {
    if (this.kept.length < this.countMax) return [...this.kept];
    return [...this.kept.slice(this.next), ...this.kept.slice(0, this.next)];
  }
}

/** The wall clock's time of something that happened `afterMs` after a start. */
export function wallTimeAfter(startNs: bigint, afterMs: number): bigint {
  return startNs + BigInt(Math.round(afterMs * 1e6));
}
