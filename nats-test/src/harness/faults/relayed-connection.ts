import { connect, type Socket } from 'node:net';

import type { Clock } from '../../base/clock';
import { breakOff } from './break-off';
import { DelayLine } from './delay-line';

/** The server behind a relay. */
export interface RelayTarget {
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
}

/** What the connections of a relay have in common, as it is at the moment. */
export interface RelayTerms {
  readonly clock: Clock;
  readonly target: () => RelayTarget;
  /** How long the next chunk takes, in milliseconds; 0 for at once. */
  readonly drawDelayMs: () => number;
}

/**
 * One client's connection and the one to the server that belongs to it. `pipe` keeps back-pressure and
 * passes on the end of each direction by itself.
 */
export class RelayedConnection {
  private readonly client: Socket;
  private readonly terms: RelayTerms;
  private readonly toServer: DelayLine;
  private readonly toClient: DelayLine;
  /** Dialled when bytes may pass for the first time. */
  private server: Socket | undefined;
  private isFrozen: boolean;
  /** One end broke off. The other is told when bytes may pass. */
  private isBroken = false;
  private readonly closedListeners: (() => void)[] = [];

  /** @param client a paused socket that may be half-open */
  constructor(client: Socket, terms: RelayTerms, isFrozen: boolean) {
    const { clock, drawDelayMs } = terms;
    this.client = client;
    this.terms = terms;
    this.toServer = new DelayLine(clock, drawDelayMs);
    this.toClient = new DelayLine(clock, drawDelayMs);
    this.isFrozen = isFrozen;
    this.watch(client);
    if (!isFrozen) this.join();
  }

  /** Calls `listener` when both ends are closed. */
  onceClosed(listener: () => void): void {
    const check = (): void => {
      if (this.client.closed && this.server?.closed !== false) listener();
    };
    this.closedListeners.push(check);
  }

  /** What is in the kernel's hands already still arrives. */
  freeze(): void {
    if (this.isFrozen) return;
    this.isFrozen = true;
    const { client, server, toServer, toClient } = this;
    if (server === undefined) return;
    // This pauses them, too.
    client.unpipe(toServer);
    toServer.unpipe(server);
    server.unpipe(toClient);
    toClient.unpipe(client);
  }

  thaw(): void {
    if (!this.isFrozen) return;
    this.isFrozen = false;
    if (this.isBroken) this.reset();
    else this.join();
  }

  /** What is delayed passes at once, unless the connection is frozen. */
  hurry(): void {
    this.toServer.hurry();
    this.toClient.hurry();
  }

  /** Closes both ends at once. */
  destroy(): void {
    this.endLines();
    this.client.destroy();
    this.server?.destroy();
  }

  private join(): void {
    this.server ??= this.dial();
    this.client.pipe(this.toServer).pipe(this.server);
    this.server.pipe(this.toClient).pipe(this.client);
  }

  private dial(): Socket {
    const server = connect({ ...this.terms.target(), allowHalfOpen: true });
    this.watch(server);
    return server;
  }

  private watch(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on('error', () => {
      this.isBroken = true;
      if (!this.isFrozen) this.reset();
    });
    socket.on('close', () => {
      for (const check of this.closedListeners) check();
    });
  }

  /** An end that broke off is no end in good order: the other must not take it for one. */
  private reset(): void {
    this.endLines();
    breakOff(this.client);
    if (this.server) breakOff(this.server);
  }

  private endLines(): void {
    this.toServer.destroy();
    this.toClient.destroy();
  }
}
