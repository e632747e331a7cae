import { connect, type Socket } from 'node:net';

/** The server behind a relay. */
export interface RelayTarget {
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * One client's connection and the one to the server that belongs to it. `pipe` keeps back-pressure and
 * passes on the end of each direction by itself.
 */
export class RelayedConnection {
  private readonly client: Socket;
  private readonly target: RelayTarget;
  /** Dialled when bytes may pass for the first time. */
  private server: Socket | undefined;
  private isFrozen: boolean;
  /** One end broke off. The other is told when bytes may pass. */
  private isBroken = false;
  private readonly closedListeners: (() => void)[] = [];

  /** @param client a paused socket that may be half-open */
  constructor(client: Socket, target: RelayTarget, isFrozen: boolean) {
    this.client = client;
    this.target = target;
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
    const { client, server } = this;
    if (server === undefined) return;
    // This pauses them, too.
    client.unpipe(server);
    server.unpipe(client);
  }

  thaw(): void {
    if (!this.isFrozen) return;
    this.isFrozen = false;
    if (this.isBroken) this.reset();
    else this.join();
  }

  /** Closes both ends at once. */
  destroy(): void {
    this.client.destroy();
    this.server?.destroy();
  }

  private join(): void {
    this.server ??= this.dial();
    this.client.pipe(this.server);
    this.server.pipe(this.client);
  }

  private dial(): Socket {
    const server = connect({ ...this.target, allowHalfOpen: true });
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
    for (const socket of [this.client, this.server]) {
      if (socket?.connecting === true) socket.destroy();
      else socket?.resetAndDestroy();
    }
  }
}
