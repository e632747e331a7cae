import { randomUUID } from 'node:crypto';

import { RawNatsClient } from '../support/raw-nats-client';
import { StartPosition, wire, type ConnectResponse } from '../support/stan-wire';
import { CLUSTER_ID } from './arena';

/**
 * A client of its own that finds out when the server is done with what it was sent before. It needs
 * no waiting: it sends what the server handles behind everything else, and gets the answer.
 */
export class Referee {
  private readonly nats: RawNatsClient;
  private readonly clientId: string;
  private readonly connId: Buffer;
  private readonly server: ConnectResponse;

  private constructor(
    nats: RawNatsClient,
    clientId: string,
    connId: Buffer,
    server: ConnectResponse,
  ) {
    this.nats = nats;
    this.clientId = clientId;
    this.connId = connId;
    this.server = server;
  }

  static async open(host: string, port: number): Promise<Referee> {
    const nats = await RawNatsClient.connect({ host, port });
    const heartbeatInbox = `_INBOX.${randomUUID()}`;
    nats.subscribe(heartbeatInbox, ({ reply }) => {
      if (reply !== '') nats.publish(reply);
    });
    const clientId = `referee-${randomUUID()}`;
    const connId = Buffer.from(randomUUID());
    const server = wire.connectResponse.decode(
      await nats.request(
        `_STAN.discover.${CLUSTER_ID}`,
        wire.connectRequest.encode({
          clientID: clientId,
          heartbeatInbox,
          protocol: 1,
          connID: connId,
          pingInterval: 5,
          pingMaxOut: 3,
        }),
      ),
    );
    if (server.error !== '') throw new Error(server.error);
    return new Referee(nats, clientId, connId, server);
  }

  /**
   * Resolves when all acks and publishes that reached the server are dealt with, and what that leads
   * to has been sent: the server closes a subscription, be it one that is not there, behind these.
   */
  async acksAreDone(): Promise<void> {
    await this.close('nowhere', '_INBOX.nobody');
  }

  /**
   * Resolves when all subscriptions that were answered have got what they get at once: the server
   * starts them one after the other, and this one is the last.
   */
  async subscriptionsAreDone(lane: string): Promise<void> {
    const channel = `${lane}.referee`;
    const inbox = `_INBOX.${randomUUID()}`;
    let sid = '';
    const delivered = new Promise<void>((resolve) => {
      sid = this.nats.subscribe(inbox, () => resolve());
    });
    await this.nats.request(
      `${this.server.pubPrefix}.${channel}`,
      wire.pubMsg.encode({
        clientID: this.clientId,
        guid: randomUUID(),
        subject: channel,
        connID: this.connId,
      }),
    );
    const { ackInbox, error } = wire.subscriptionResponse.decode(
      await this.nats.request(
        this.server.subRequests,
        wire.subscriptionRequest.encode({
          clientID: this.clientId,
          subject: channel,
          inbox,
          maxInFlight: 1,
          ackWaitInSecs: 30,
          startPosition: StartPosition.lastReceived,
        }),
      ),
    );
    if (error !== '') throw new Error(`the referee can't subscribe: ${error}`);
    await delivered;
    this.nats.unsubscribe(sid);
    await this.close(channel, ackInbox);
  }

  /** Has the server forget these clients. */
  async signOff(clientIds: readonly string[]): Promise<void> {
    await Promise.all(
      clientIds.map((clientID) =>
        this.nats.request(this.server.closeRequests, wire.closeRequest.encode({ clientID })),
      ),
    );
  }

  destroy(): void {
    this.nats.destroy();
  }

  private async close(channel: string, ackInbox: string): Promise<void> {
    await this.nats.request(
      this.server.subCloseRequests,
      wire.unsubscribeRequest.encode({
        clientID: this.clientId,
        subject: channel,
        inbox: ackInbox,
      }),
    );
  }
}
