import { CopySource } from '../../../base/copy-bytes';
import { StreamingError } from '../../../protocol/streaming/errors';
import { PubMsgReader, type MsgParts } from '../../../protocol/streaming/hot-codec';
import { encodePubError, isCtrlMsg } from '../../../protocol/streaming/messages';
import { isChannelName, NAME_BYTES_MAX } from '../../../protocol/streaming/names';
import type { Channel } from '../channel';
import type { NatsRoute } from '../nats';
import type { StreamingState } from '../state';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Takes what clients publish. One object for all messages, since nothing of one outlives the call. */
export class PublishHandler {
  private readonly state: StreamingState;
  private readonly reader = new PubMsgReader();
  private readonly parts: Writable<MsgParts> = {
    sequence: 0,
    subject: Buffer.alloc(0),
    timestamp: new Uint8Array(0),
    source: new CopySource(),
    replyStart: 0,
    replyEnd: 0,
    dataStart: 0,
    dataEnd: 0,
  };

  constructor(state: StreamingState) {
    this.state = state;
  }

  /** Stores the `PubMsg` in the bytes, or says why not. */
  handle(bytes: Buffer, start: number, end: number, reply: NatsRoute | undefined): void {
    const { reader, state } = this;
    const isPubMsg = reader.decode(bytes, start, end);
    if (!isPubMsg && isCtrlMsg(bytes.subarray(start, end))) return;
    state.received.msgs++;
    state.received.bytes += end - start;

    let channel = isPubMsg
      ? state.channels.getByBytes(bytes, reader.subjectStart, reader.subjectEnd)
      : undefined;
    const isValid =
      isPubMsg &&
      reader.guidEnd > reader.guidStart &&
      (channel !== undefined || isChannelName(this.subject(bytes))) &&
      this.isFromClient(bytes);
    if (!isValid) {
      state.log.error('Received invalid client publish message');
      this.refuse(bytes, reply, StreamingError.invalidPublishRequest);
      return;
    }
    if (!channel) {
      const isTooLong = reader.subjectEnd - reader.subjectStart > NAME_BYTES_MAX;
      const created = isTooLong
        ? StreamingError.nameTooLong
        : state.channels.getOrCreate(this.subject(bytes));
      if (typeof created === 'string') {
        state.log.error(
          `[Client:${bytes.toString('utf8', reader.clientIdStart, reader.clientIdEnd)}] ` +
            `Error processing message for subject ${JSON.stringify(this.subject(bytes))}: ${created}`,
        );
        this.refuse(bytes, reply, created);
        return;
      }
      channel = created;
    }
    if (state.log.traces) this.trace(bytes, channel);
    this.store(bytes, channel);
    state.batch.add(channel, reply, bytes, reader.guidStart, reader.guidEnd);
    if (state.batch.isFull) state.turn.endEarly();
  }

  private store(bytes: Buffer, channel: Channel): void {
    const { reader, parts, state } = this;
    const { msgs } = channel.store;
    parts.sequence = msgs.last + 1;
    parts.subject = channel.nameBytes;
    parts.timestamp = state.turn.nextTimestamp();
    parts.source.use(bytes);
    parts.replyStart = reader.replyStart;
    parts.replyEnd = reader.replyEnd;
    parts.dataStart = reader.dataStart;
    parts.dataEnd = reader.dataEnd;
    msgs.append(parts);
    channel.lastActivityMs = state.turn.nowMs;
  }

  /** By connection ID when the message has one, else by client ID. */
  private isFromClient(bytes: Buffer): boolean {
    const { reader, state } = this;
    return reader.connIdEnd > reader.connIdStart
      ? state.clients.isConnected(bytes, reader.connIdStart, reader.connIdEnd)
      : state.clients.isRegistered(bytes, reader.clientIdStart, reader.clientIdEnd);
  }

  private subject(bytes: Buffer): string {
    return bytes.toString('utf8', this.reader.subjectStart, this.reader.subjectEnd);
  }

  private refuse(bytes: Buffer, reply: NatsRoute | undefined, error: StreamingError): void {
    if (!reply) return;
    const guid = bytes.toString('utf8', this.reader.guidStart, this.reader.guidEnd);
    const ack = encodePubError(guid, error);
    this.state.connections.send.publish(reply, '', ack, 0, ack.length);
  }

  private trace(bytes: Buffer, channel: Channel): void {
    const { reader } = this;
    this.state.log.trace(
      `[Client:${bytes.toString('utf8', reader.clientIdStart, reader.clientIdEnd)}] ` +
        `Received message from publisher subj=${channel.name} ` +
        `guid=${bytes.toString('utf8', reader.guidStart, reader.guidEnd)}`,
    );
  }
}
