import { subjectFromText } from '../../protocol/nats/subject';
import { encodeConnectRequest } from '../../protocol/streaming/messages';
import type { InternalConnection } from '../broker/internal-connection';
import { handleClose } from './handlers/close';
import { handleConnect } from './handlers/connect';
import { handlePing } from './handlers/ping';
import { PublishHandler } from './handlers/publish';
import { handleSubscribe } from './handlers/subscribe';
import { handleUnsubscribe } from './handlers/unsubscribe';
import type { Request } from './request';
import { StreamingState, type StreamingParts } from './state';

/** NATS Streaming on top of the broker: which subject is answered by which handler. */
export class StreamingServer {
  readonly state: StreamingState;

  private readonly publish: PublishHandler;

  constructor(parts: StreamingParts) {
    const state = new StreamingState(parts);
    this.state = state;
    this.publish = new PublishHandler(state);
    parts.broker.onTurn = {
      starts: () => {
        state.turn.starts();
      },
      ends: () => {
        state.batch.commit();
        // Acks of clients bring nothing to write to anybody, and are to be kept as well.
        state.batch.flush();
      },
      beforeWrite: () => {
        state.batch.flush();
      },
      drained: () => {
        // At the end of the turn, like all deliveries: what it has stored is flushed by then.
        for (const subscription of state.delivery.takePaused()) state.batch.wake(subscription);
      },
    };
    this.askForNamesake();
    this.listen();
  }

  /** Stops all timers. Connections of clients are the broker's, and the store is its owner's. */
  close(): void {
    this.state.close();
  }

  /**
   * Asks whether another server has the cluster ID, as the real one does when it starts. Nobody can
   * be there to answer, but the monitoring counts it.
   */
  private askForNamesake(): void {
    const { subjects, connections, clusterId, requester } = this.state;
    const { general } = connections;
    const request = encodeConnectRequest({
      clientID: clusterId,
      heartbeatInbox: requester.inboxName,
    });
    const route = general.routes.route(subjectFromText(subjects.discover));
    general.publish(route, '', request, 0, request.length);
  }

  /** In the order of the real server, which the monitoring shows. */
  private listen(): void {
    const { subjects, connections } = this.state;
    const { send, general } = connections;
    this.on(subjects.discover, general, (request) => {
      handleConnect(this.state, request);
    });
    general.subscribe(
      subjectFromText(`${subjects.publishPrefix}.>`),
      (bytes, start, end, reply) => {
        this.publish.handle(bytes, start, end, reply);
      },
    );
    this.on(subjects.subscribe, send, (request) => {
      handleSubscribe(this.state, request);
    });
    this.on(subjects.unsubscribe, send, (request) => {
      handleUnsubscribe(this.state, request, true);
    });
    this.on(subjects.subscriptionClose, send, (request) => {
      handleUnsubscribe(this.state, request, false);
    });
    this.on(subjects.close, general, (request) => {
      handleClose(this.state, request);
    });
    this.on(subjects.pings, send, (request) => {
      handlePing(this.state, request);
    });
  }

  /** @param answering the connection that the answer goes through */
  private on(
    subject: string,
    answering: InternalConnection,
    handler: (request: Request) => void,
  ): void {
    const { general } = this.state.connections;
    general.subscribe(subjectFromText(subject), (bytes, start, end, reply) => {
      handler({
        payload: bytes.subarray(start, end),
        respond: (payload) => {
          if (reply) answering.publish(reply, '', payload, 0, payload.length);
        },
      });
    });
  }
}
