import { randomUUID } from 'node:crypto';

import { RawNatsClient, type MsgOp } from '../support/raw-nats-client';
import { type ConnectResponse, wire } from '../support/stan-wire';
import { CLUSTER_ID, type Arena } from './arena';
import { NO_ANSWER } from './observation';

/** A client of a sequence, as the server knows it or did once. */
export class Player {
  nats: RawNatsClient;
  readonly clientId: string;
  readonly connId = Buffer.from(randomUUID());
  /** Whether heartbeats are answered. */
  answers = true;
  isConnected = true;
  /** Registered with a server that was restarted since. */
  isStale = false;
  private readonly heartbeatInbox = `_INBOX.${randomUUID()}`;
  private readonly inboxes = new Map<string, (message: MsgOp) => void>();
  private readonly arena: Arena;
  private welcome: ConnectResponse | undefined;

  private constructor(arena: Arena, nats: RawNatsClient, clientId: string) {
    this.arena = arena;
    this.nats = nats;
    this.clientId = clientId;
    this.listen(this.heartbeatInbox, ({ reply }) => {
      if (this.answers && reply !== '') this.nats.publish(reply);
    });
  }

  /** Opens a NATS connection; the server knows nothing of the client yet. */
  static async open(arena: Arena, clientId: string): Promise<Player> {
    return new Player(arena, await RawNatsClient.connect(arena), clientId);
  }

  /** Where to send requests; only after connect(). */
  get server(): ConnectResponse {
    if (this.welcome === undefined) throw new Error(`${this.clientId} is not connected`);
    return this.welcome;
  }

  /** @returns the server's error, '' for none */
  async connect(): Promise<string> {
    const answer = await this.nats.request(
      `_STAN.discover.${CLUSTER_ID}`,
      wire.connectRequest.encode({
        clientID: this.clientId,
        heartbeatInbox: this.heartbeatInbox,
        protocol: 1,
        connID: this.connId,
        pingInterval: 5,
        pingMaxOut: 3,
      }),
    );
    this.welcome = wire.connectResponse.decode(answer);
    return this.welcome.error;
  }

  listen(inbox: string, onMessage: (message: MsgOp) => void): void {
    this.inboxes.set(inbox, onMessage);
    this.nats.subscribe(inbox, onMessage);
  }

  /** The same client on a new connection. */
  async reconnect(): Promise<void> {
    this.nats.destroy();
    this.nats = await RawNatsClient.connect(this.arena);
    this.isConnected = true;
    for (const [inbox, onMessage] of this.inboxes) this.nats.subscribe(inbox, onMessage);
  }

  kill(): void {
    this.isConnected = false;
    this.nats.destroy();
  }

  /** @returns what `read` makes of the answer, or NO_ANSWER */
  async request(
    subject: string,
    payload: Uint8Array,
    read: (answer: Buffer) => string,
  ): Promise<string> {
    // Who talks to a server that was restarted is not heard; all else is answered in the end.
    if (!this.isStale) return read(await this.nats.request(subject, payload));
    try {
      return read(await this.nats.request(subject, payload, this.arena.silenceMs));
    } catch {
      return NO_ANSWER;
    }
  }
}

/** A subscription of a sequence, open or not. */
export interface Part {
  /** `0#1` is the first in place 0. */
  readonly name: string;
  readonly player: Player;
  readonly channel: string;
  readonly group: string | undefined;
  readonly ackInbox: string;
  isOpen: boolean;
  /** Sequences that came and were not acknowledged since, in the order of coming. */
  readonly unacked: number[];
}
