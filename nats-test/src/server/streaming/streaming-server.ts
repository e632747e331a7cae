import { subjectFromText } from '../../protocol/nats/subject';
import type { InternalSubscription } from '../broker/subscription';
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
  private readonly inbound: InternalSubscription[] = [];

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
      },
      drained: () => {
        // At the end of the turn, like all deliveries: what it has stored is flushed by then.
        for (const subscription of state.delivery.takePaused()) state.batch.wake(subscription);
      },
    };
    this.listen();
  }

  /** Stops all timers and closes the store. Connections are the broker's. */
  close(): void {
    for (const subscription of this.inbound) this.state.router.unsubscribe(subscription);
    this.state.close();
  }

  private listen(): void {
    const { subjects, router } = this.state;
    this.inbound.push(
      router.subscribe(
        subjectFromText(`${subjects.publishPrefix}.>`),
        (bytes, start, end, reply) => {
          this.publish.handle(bytes, start, end, reply);
        },
      ),
    );
    this.on(subjects.discover, (request) => {
      handleConnect(this.state, request);
    });
    this.on(subjects.pings, (request) => {
      handlePing(this.state, request);
    });
    this.on(subjects.subscribe, (request) => {
      handleSubscribe(this.state, request);
    });
    this.on(subjects.unsubscribe, (request) => {
      handleUnsubscribe(this.state, request, true);
    });
    this.on(subjects.subscriptionClose, (request) => {
      handleUnsubscribe(this.state, request, false);
    });
    this.on(subjects.close, (request) => {
      handleClose(this.state, request);
    });
  }

  private on(subject: string, handler: (request: Request) => void): void {
    this.inbound.push(
      this.state.router.subscribe(subjectFromText(subject), (bytes, start, end, reply) => {
        handler({
          payload: bytes.subarray(start, end),
          respond: (payload) => {
            if (reply) this.state.router.publish(reply, '', payload, 0, payload.length);
          },
        });
      }),
    );
  }
}
