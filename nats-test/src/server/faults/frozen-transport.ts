import type { Transport } from '../broker/transport';

/** What the peer's operating system takes while its process stands still, roughly as on Linux. */
const SYSTEM_BYTES = 4 * 1024 * 1024;

/** A connection on which nothing comes and nothing goes, while TCP stays up. */
export class FrozenTransport implements Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  private readonly inner: Transport;
  private readonly held: Uint8Array[] = [];
  private heldBytes = 0;
  private ending: 'close' | 'abort' | undefined;

  /** Freezes the connection. */
  constructor(inner: Transport) {
    this.inner = inner;
    this.remoteAddress = inner.remoteAddress;
    this.remotePort = inner.remotePort;
    inner.pause();
  }

  /** Only what the system would not take either: a slow consumer is cut off as ever. */
  get pendingBytes(): number {
    return this.inner.pendingBytes + Math.max(0, this.heldBytes - SYSTEM_BYTES);
  }

  write(bytes: Uint8Array): void {
    // A copy, for the writer uses its memory again as soon as nothing is pending.
    this.held.push(Uint8Array.from(bytes));
    this.heldBytes += bytes.length;
  }

  pause(): void {
    // It is as still as can be.
  }

  resume(): void {
    // Only a thaw ends it.
  }

  /** The peer, which stands still, hears of it when it goes on. */
  close(): void {
    this.ending ??= 'close';
  }

  abort(): void {
    this.ending = 'abort';
    this.held.length = 0;
    this.heldBytes = 0;
  }

  /** Lets go what was held, and gives the transport that goes on from here. */
  thaw(): Transport {
    const { inner } = this;
    for (const bytes of this.held.splice(0)) inner.write(bytes);
    this.heldBytes = 0;
    if (this.ending === 'abort') inner.abort();
    else if (this.ending === 'close') inner.close();
    inner.resume();
    return inner;
  }
}
