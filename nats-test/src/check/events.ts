import { inspect } from 'node:util';

/** An event with its channel, as a typed publisher would send it: `{ subject, data }` says the same. */
export type ChannelEvent<Data = unknown> =
  | { readonly channel: string; readonly data: Data }
  | { readonly subject: string; readonly data: Data };

/** An event on its way to the server. */
export interface Event {
  /** As it was given. */
  readonly given: unknown;
  readonly channel: string;
  readonly payload: Buffer;
  /** The payload in few words, for people. */
  readonly label: string;
}

/** Events that can't be published. The message names the event and what to do. */
export class EventError extends Error {
  override readonly name = 'EventError';
}

/** As much of an event as fits into a line. */
const LABEL_LENGTH_MAX = 80;

/**
 * What the events are on the wire: text and bytes as they are, everything else as JSON.
 * @param channel where those go that name none
 * @throws EventError
 */
export function readEvents(given: unknown, channel: string | undefined): Event[] {
  if (!Array.isArray(given)) {
    throw new EventError(
      `the arbitrary of the option events gives ${inspect(given, { depth: 0, breakLength: Infinity })}: ` +
        'have it give arrays, as fc.array(…) does',
    );
  }
  return given.map((it, i) => readEvent(it, channel, `event ${i + 1}`));
}

/** @param name how messages call it */
export function readEvent(given: unknown, channel: string | undefined, name: string): Event {
  const own = channel === undefined ? ownChannel(given, name) : { channel, data: given };
  const payload = encode(own.data, name);
  return { given, channel: own.channel, payload, label: labelOf(payload) };
}

function ownChannel(given: unknown, name: string): { channel: string; data: unknown } {
  if (typeof given === 'object' && given !== null && 'data' in given) {
    const { channel, subject } = given as { channel?: unknown; subject?: unknown };
    const where = channel ?? subject;
    if (typeof where === 'string' && where !== '') return { channel: where, data: given.data };
  }
  throw new EventError(
    `${name} names no channel: give { channel, data } (or { subject, data }) for each event, or the ` +
      `option channel for all; it is ${inspect(given, { depth: 1, breakLength: Infinity })}`,
  );
}

function encode(data: unknown, name: string): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  if (data instanceof Uint8Array) return Buffer.from(data);
  let text: unknown;
  try {
    text = JSON.stringify(data);
  } catch (error) {
    throw new EventError(
      `${name} can't be sent, since it is no JSON: ${firstLine(error)}. Give what JSON.stringify takes, a text or bytes`,
      { cause: error },
    );
  }
  if (typeof text !== 'string') {
    throw new EventError(
      `${name} can't be sent, since it is ${data === undefined ? 'undefined' : `a ${typeof data}`}: ` +
        'give what JSON.stringify takes, a text or bytes',
    );
  }
  return Buffer.from(text);
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? '';
}

function labelOf(payload: Buffer): string {
  const text = payload.toString('utf8').replace(/\s+/g, ' ');
  return text.length <= LABEL_LENGTH_MAX ? text : `${text.slice(0, LABEL_LENGTH_MAX - 1)}…`;
}
