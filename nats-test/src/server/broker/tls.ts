import type { Clock, Timer } from '../../base/clock';
import type { Transport } from './transport';

/** What client and server have agreed on, as the real server names it. */
export interface TlsSession {
  readonly version: string;
  readonly cipherSuite: string;
}

/** What becomes of a handshake: one of the two, once, unless the connection is closed before. */
export interface TlsEvents {
  secured(session: TlsSession): void;
  /** @param reason for the log */
  failed(reason: string): void;
}

/** The time in which a client and the server agree on how to speak in secret. */
export class TlsHandshake {
  /** Known when it is over. */
  session: TlsSession | undefined;
  private timer: Timer | undefined;

  /** @param timeoutMs how long the client may take */
  constructor(clock: Clock, timeoutMs: number, events: TlsEvents) {
    this.events = events;
    this.timer = clock.setTimer(timeoutMs, () => {
      this.end((it) => {
        it.failed('TLS handshake timeout');
      });
    });
  }

  private readonly events: TlsEvents;

  /** Whether nothing else may be said yet. */
  get isUnderWay(): boolean {
    return this.timer !== undefined;
  }

  begin(startTls: NonNullable<Transport['startTls']>): void {
    startTls({
      secured: (session) => {
        this.end((events) => {
          this.session = session;
          events.secured(session);
        });
      },
      failed: (reason) => {
        this.end((events) => {
          events.failed(`TLS handshake error: ${reason}`);
        });
      },
    });
  }

  /** The connection is over. */
  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  private end(tell: (events: TlsEvents) => void): void {
    if (!this.isUnderWay) return;
    this.stop();
    tell(this.events);
  }
}
