import type { StreamingError } from '../../protocol/streaming/errors';
import { PubMsgReader } from '../../protocol/streaming/hot-codec';
import { encodePubError } from '../../protocol/streaming/messages';
import { encodePubAck } from './messages';
import type { Line, Message, Pass } from './tap-nats';

/** An event that a publisher has sent and the server has not seen yet. */
export class PublishedEvent {
  readonly channel: string;
  readonly clientId: string;
  /** One of a kind for each connection of a client. */
  readonly publisher: string;
  readonly data: Buffer;
  /** The whole message. */
  readonly payload: Buffer;
  private readonly guid: string;
  private readonly message: Message;
  private readonly line: Line;
  private readonly pass: Pass;

  constructor(message: Message, line: Line, pass: Pass) {
    const { payload } = message;
    const reader = new PubMsgReader();
    reader.decode(payload, 0, payload.length);
    this.channel = payload.toString('utf8', reader.subjectStart, reader.subjectEnd);
    this.guid = payload.toString('utf8', reader.guidStart, reader.guidEnd);
    this.data = payload.subarray(reader.dataStart, reader.dataEnd);
    this.clientId = payload.toString('utf8', reader.clientIdStart, reader.clientIdEnd);
    this.publisher =
      this.clientId + payload.toString('latin1', reader.connIdStart, reader.connIdEnd);
    this.payload = payload;
    this.message = message;
    this.line = line;
    this.pass = pass;
  }

  /** Has the server store and acknowledge it. */
  store(): void {
    this.pass();
  }

  /** Has the server store it, or another one in its place, and tell nobody. */
  storeInSilence(payload = this.payload): void {
    this.line.bring(this.message.subject, payload);
  }

  /** Tells the publisher that it is stored. */
  acknowledge(): void {
    this.answer(encodePubAck(this.guid));
  }

  /** Tells the publisher that it is not stored. */
  refuse(error: StreamingError): void {
    this.answer(encodePubError(this.guid, error));
  }

  private answer(payload: Buffer): void {
    if (this.message.reply !== '') this.line.send(this.message.reply, payload);
  }
}
