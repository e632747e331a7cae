import type { CloseReason } from '../../protocol/nats/close-reasons';
import type { TlsSession } from './tls';

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
  /** Left out where the client speaks in the clear, or has not come beyond the handshake. */
  readonly tls?: TlsSession | undefined;
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

/** What is kept of texts at most: clients choose their subjects and names, and how long they are. */
const CHARACTERS_MAX = 16 * 1024 * 1024;

/**
 * The last connections that were closed, oldest first; so many that the real server keeps as many.
 * Beyond some 16 MiB of texts the later ones are kept without subjects and names.
 */
export class ClosedConnections {
  private readonly kept: ClosedConnection[] = [];
  /** Characters of the texts of each that is kept, and of all. */
  private readonly characters: number[] = [];
  private allCharacters = 0;
  private next = 0;

  private readonly countMax: number;

  constructor(countMax = 10_000) {
    this.countMax = countMax;
  }

  add(connection: ClosedConnection): void {
    this.allCharacters -= this.characters[this.next] ?? 0;
    const { name, lang, version, user } = connection;
    let characters = [name, lang, version, user, ...connection.subjects()].reduce(
      (sum, text) => sum + text.length,
      0,
    );
    let kept = connection;
    if (this.allCharacters + characters > CHARACTERS_MAX) {
      kept = { ...connection, name: '', lang: '', version: '', user: '', subjects: () => [] };
      characters = 0;
    }
    this.kept[this.next] = kept;
    this.characters[this.next] = characters;
    this.allCharacters += characters;
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
