import { encodeAck, type Msg } from './messages';
import type { Listener } from './roster';
import type { Line, Pass } from './tap-nats';

/** An event on its way to a subscription. */
export class Delivery {
  readonly listener: Listener;
  readonly msg: Msg;
  /** The whole message. */
  readonly payload: Buffer;
  private readonly line: Line;
  private readonly pass: Pass;

  constructor(listener: Listener, msg: Msg, payload: Buffer, line: Line, pass: Pass) {
    this.listener = listener;
    this.msg = msg;
    this.payload = payload;
    this.line = line;
    this.pass = pass;
  }

  /** Sends it, or another one in its place. */
  send(payload = this.payload): void {
    this.listener.outstanding.add(this.msg.sequence);
    this.pass(payload);
  }

  /** Sends it to another subscription. */
  sendTo(other: Listener): void {
    other.outstanding.add(this.msg.sequence);
    this.line.send(other.inbox, this.payload);
  }

  /** Has the server believe that it was acknowledged. */
  settle(): void {
    const { ackInbox, channel } = this.listener;
    // Not now: the server notes it as pending when it was sent.
    this.line.later(0, () => {
      this.line.bring(ackInbox, encodeAck(channel, this.msg.sequence));
    });
  }
}
