import { StreamingError } from '../../../protocol/streaming/errors';
import { PubMsgReader, type MsgParts } from '../../../protocol/streaming/hot-codec';
import { encodePubError, isCtrlMsg } from '../../../protocol/streaming/messages';
import { isChannelName } from '../../../protocol/streaming/names';
import type { Route } from '../../broker/route-table';
import type { Channel } from '../channel';
import type { StreamingServer } from '../streaming-server';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Takes what clients publish. One object for all messages, since nothing of one outlives the call. */
export class PublishHandler {
  /** Counters of `/streaming/serverz`. */
  readonly statistics = { inMsgs: 0, inBytes: 0 };

  private readonly server: StreamingServer;
  private readonly reader = new PubMsgReader();
  private readonly parts: Writable<MsgParts> = {
    sequence: 0,
    subject: Buffer.alloc(0),
    timestamp: new Uint8Array(0),
    source: Buffer.alloc(0),
    replyStart: 0,
    replyEnd: 0,
    dataStart: 0,
    dataEnd: 0,
  };

  constructor(server: StreamingServer) {
    this.server = server;
  }

  /** Stores the `PubMsg` in the bytes, or says why not. */
  handle(bytes: Buffer, start: number, end: number, reply: Route | undefined): void {
    const { reader, server } = this;
    const isPubMsg = reader.decode(bytes, start, end);
    if (!isPubMsg && isCtrlMsg(bytes.subarray(start, end))) return;
    this.statistics.inMsgs++;
    this.statistics.inBytes += end - start;

    let channel = isPubMsg
      ? server.channels.getByBytes(bytes, reader.subjectStart, reader.subjectEnd)
      : undefined;
    const isValid =
      isPubMsg &&
      reader.guidEnd > reader.guidStart &&
      (channel !== undefined || isChannelName(this.subject(bytes))) &&
      this.isFromClient(bytes);
    if (!isValid) {
      server.log.error('Received invalid client publish message');
      this.refuse(bytes, reply, StreamingError.invalidPublishRequest);
      return;
    }
    if (!channel) {
      const created = server.channels.getOrCreate(this.subject(bytes));
      if (typeof created === 'string') {
        server.log.error(
          `[Client:${bytes.toString('utf8', reader.clientIdStart, reader.clientIdEnd)}] ` +
            `Error processing message for subject ${JSON.stringify(this.subject(bytes))}: ${created}`,
        );
        this.refuse(bytes, reply, created);
        return;
      }
      channel = created;
    }
    if (server.log.traces) this.trace(bytes, channel);
    this.store(bytes, channel);
    server.batch.add(channel, reply, bytes, reader.guidStart, reader.guidEnd);
  }

  private store(bytes: Buffer, channel: Channel): void {
    const { reader, parts, server } = this;
    const { msgs } = channel.store;
    parts.sequence = msgs.last + 1;
    parts.subject = channel.nameBytes;
    parts.timestamp = server.turn.nextTimestamp();
    parts.source = bytes;
    parts.replyStart = reader.replyStart;
    parts.replyEnd = reader.replyEnd;
    parts.dataStart = reader.dataStart;
    parts.dataEnd = reader.dataEnd;
    msgs.append(parts);
    channel.lastActivityMs = server.turn.nowMs;
  }

  /** By connection ID when the message has one, else by client ID. */
  private isFromClient(bytes: Buffer): boolean {
    const { reader, server } = this;
    return reader.connIdEnd > reader.connIdStart
      ? server.clients.isConnected(bytes, reader.connIdStart, reader.connIdEnd)
      : server.clients.isRegistered(bytes, reader.clientIdStart, reader.clientIdEnd);
  }

  private subject(bytes: Buffer): string {
    return bytes.toString('utf8', this.reader.subjectStart, this.reader.subjectEnd);
  }

  private refuse(bytes: Buffer, reply: Route | undefined, error: StreamingError): void {
    if (!reply) return;
    const guid = bytes.toString('utf8', this.reader.guidStart, this.reader.guidEnd);
    const ack = encodePubError(guid, error);
    this.server.broker.publish(reply, '', ack, 0, ack.length);
  }

  private trace(bytes: Buffer, channel: Channel): void {
    const { reader } = this;
    this.server.log.trace(
      `[Client:${bytes.toString('utf8', reader.clientIdStart, reader.clientIdEnd)}] ` +
        `Received message from publisher subj=${channel.name} ` +
        `guid=${bytes.toString('utf8', reader.guidStart, reader.guidEnd)}`,
    );
  }
}
