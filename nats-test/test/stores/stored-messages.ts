import { CopySource } from '../../src/base/copy-bytes';
import { encodeVarint } from '../../src/protocol/streaming/varint';
import type { MsgStore, StoredMsg } from '../../src/server/stores/store';
import { decodeMsgProto, type MsgProto } from '../support/stan-wire';

/** What a test says of a message; the rest is empty. */
export interface MessageContent {
  readonly subject?: string;
  readonly reply?: string;
  readonly data?: string | Buffer;
  /** ns since 1970 */
  readonly timestampNs?: bigint;
}

/** Appends a message as a publish does. @returns its sequence */
export function append(msgs: MsgStore, content: MessageContent = {}): number {
  const reply = Buffer.from(content.reply ?? '', 'utf8');
  const data = Buffer.from(content.data ?? '');
  const sequence = msgs.last + 1;
  msgs.append({
    sequence,
    subject: Buffer.from(content.subject ?? 'a', 'utf8'),
    timestamp: encodeVarint(content.timestampNs ?? 1n),
    source: new CopySource(Buffer.concat([reply, data])),
    replyStart: 0,
    replyEnd: reply.length,
    dataStart: reply.length,
    dataEnd: reply.length + data.length,
  });
  return sequence;
}

/** The bytes that are stored under the sequence, or undefined. */
export function lookup(msgs: MsgStore, sequence: number): Buffer | undefined {
  const found: StoredMsg = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  return msgs.lookup(sequence, found)
    ? Buffer.from(found.bytes.subarray(found.start, found.end))
    : undefined;
}

/** The message that is stored under the sequence, or undefined. */
export function read(msgs: MsgStore, sequence: number): MsgProto | undefined {
  const bytes = lookup(msgs, sequence);
  return bytes && decodeMsgProto(bytes);
}

/** The payload that is stored under the sequence, as text. */
export function readText(msgs: MsgStore, sequence: number): string | undefined {
  return read(msgs, sequence)?.data.toString();
}

/** The part of the store that monitoring shows. */
export function stateOf(msgs: MsgStore): { first: number; last: number; count: number } {
  return { first: msgs.first, last: msgs.last, count: msgs.count };
}
