import { subjectFromText } from '../../protocol/nats/subject';
import { encodeConnectRequest } from '../../protocol/streaming/messages';
import { handleClose } from './handlers/close';
import { handleConnect } from './handlers/connect';
import { handlePing } from './handlers/ping';
import { PublishHandler } from './handlers/publish';
import { handleSubscribe } from './handlers/subscribe';
import { handleUnsubscribe } from './handlers/unsubscribe';
import { findNamesake } from './namesake';
import type { NatsConnection } from './nats';
import type { Request } from './request';
import { StreamingState, type StreamingParts } from './state';

/** NATS Streaming on top of a NATS: which subject is answered by which handler. */
export class StreamingServer {
  readonly state: StreamingState;

  private readonly publish: PublishHandler;

  constructor(parts: StreamingParts) {
    const state = new StreamingState(parts);
    this.state = state;
    this.publish = new PublishHandler(state);
    parts.nats.onTurn = {
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
  }

  /** Takes requests from now on. Nobody else is on this NATS, so there is no namesake to find. */
  start(): void {
    this.askForNamesake();
    this.listen();
    this.state.resume();
  }

  /**
   * Takes requests from now on, unless another server on this NATS has the same cluster ID.
   * @returns why it does not, in the words of the real server
   */
  async join(): Promise<string | undefined> {
    const refusal = await findNamesake(this.state);
    if (refusal !== undefined) return refusal;
    // From here on clients may be answered, and what they are told must be safe.
    this.state.store.begin();
    this.listen();
    // Whoever is told that the server is ready may send at once.
    await new Promise<void>((resolve) => {
      this.state.connections.general.afterArrived(resolve);
    });
    this.state.resume();
    return undefined;
  }

  /** Stops all timers. Connections of clients are NATS's, and the store is its owner's. */
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
    const { send, general, acks } = connections;
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
    // Acks come on another connection, and those that were sent before count.
    this.on(subjects.unsubscribe, send, (request) => {
      acks.afterArrived(() => {
        handleUnsubscribe(this.state, request, true);
      });
    });
    this.on(subjects.subscriptionClose, send, (request) => {
      acks.afterArrived(() => {
        handleUnsubscribe(this.state, request, false);
      });
    });
    this.on(subjects.close, general, (request) => {
      acks.afterArrived(() => {
        handleClose(this.state, request);
      });
    });
    this.on(subjects.pings, send, (request) => {
      handlePing(this.state, request);
    });
  }

  /** @param answering the connection that the answer goes through */
  private on(
    subject: string,
    answering: NatsConnection,
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
