import type { Log } from '../../base/log';
import type { Client, Clients } from './clients';
import type { Requester } from './requester';
import type { Turn } from './turn';

/** When the server asks its clients whether they live, and when it gives one up. */
export interface HeartbeatOptions {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** A client goes when more than this many in a row stay unanswered. */
  readonly failuresMax: number;
}

/** A client that pings while it has failed heartbeats is asked again this soon. */
const ASK_AGAIN_MS = 1;

/**
 * Asks every client for a sign of life. A client that is gone is noticed only here, even when its
 * connection is closed: after (interval + timeout) · (failures + 1).
 */
export class Heartbeats {
  private readonly options: HeartbeatOptions;
  private readonly clients: Clients;
  private readonly requester: Requester;
  private readonly turn: Turn;
  private readonly log: Log;
  private readonly evict: (client: Client) => void;

  constructor(parts: {
    options: HeartbeatOptions;
    clients: Clients;
    requester: Requester;
    turn: Turn;
    log: Log;
    evict: (client: Client) => void;
  }) {
    this.options = parts.options;
    this.clients = parts.clients;
    this.requester = parts.requester;
    this.turn = parts.turn;
    this.log = parts.log;
    this.evict = parts.evict;
  }

  start(client: Client): void {
    this.askIn(client, this.options.intervalMs);
  }

  /** The client has pinged, so it lives: ask at once, so that its subscriptions get messages again. */
  clientPinged(client: Client): void {
    if (client.failedHeartbeats > 0) this.askIn(client, ASK_AGAIN_MS);
  }

  private askIn(client: Client, delayMs: number): void {
    client.heartbeatTimer?.cancel();
    client.heartbeatTimer = this.turn.later(delayMs, () => {
      this.requester.ask(client.heartbeatInbox, this.options.timeoutMs, (answered) => {
        this.noteAnswer(client, answered);
      });
    });
  }

  private noteAnswer(client: Client, answered: boolean): void {
    if (this.clients.get(client.id) !== client) return;
    const hadFailed = client.failedHeartbeats > 0;
    if (answered) {
      client.failedHeartbeats = 0;
    } else {
      client.failedHeartbeats++;
      if (client.failedHeartbeats > this.options.failuresMax) {
        this.log.error(`[Client:${client.id}] Timed out on heartbeats`);
        this.evict(client);
        return;
      }
    }
    this.askIn(client, this.options.intervalMs);
    const hasFailed = client.failedHeartbeats > 0;
    if (hadFailed === hasFailed) return;
    // Deliveries and redeliveries look at the subscription only.
    for (const subscription of client.subscriptions) subscription.hasFailedHeartbeat = hasFailed;
  }
}
