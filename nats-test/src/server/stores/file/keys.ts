/*
 * Under which keys a store on disk keeps what. Keys sort as bytes, and numbers stand with their
 * highest byte first: so messages of a channel lie side by side and in sequence.
 */

const META = 0;
const CLIENT = 1;
const CHANNEL = 2;
const SUBSCRIPTION = 3;
const LAST_SENT = 4;
const PENDING = 5;
const MESSAGE = 6;

const NUMBER_BYTES = 4;
/** Sequences are exact up to 2^48. */
const SEQUENCE_BYTES = 6;

export const allMeta = (): Buffer => key(META);
export const metaKey = (name: string): Buffer => Buffer.concat([key(META), Buffer.from(name)]);

export const allClients = (): Buffer => key(CLIENT);
export const clientKey = (client: number): Buffer => key(CLIENT, client);

export const allChannels = (): Buffer => key(CHANNEL);
export const channelKey = (channel: number): Buffer => key(CHANNEL, channel);

/** @param subscription left out, all of the channel */
export const subscriptionKey = (channel: number, subscription?: number): Buffer =>
  subscription === undefined
    ? key(SUBSCRIPTION, channel)
    : key(SUBSCRIPTION, channel, subscription);

export const lastSentKey = (channel: number, subscription?: number): Buffer =>
  subscription === undefined ? key(LAST_SENT, channel) : key(LAST_SENT, channel, subscription);

export const allPending = (channel: number, subscription?: number): Buffer =>
  subscription === undefined ? key(PENDING, channel) : key(PENDING, channel, subscription);
/** @param first the sequence that its chunk begins with */
export const pendingKey = (channel: number, subscription: number, first: number): Buffer =>
  withSequence(key(PENDING, channel, subscription), first);

export const allMessages = (channel: number): Buffer => key(MESSAGE, channel);
export const messageKey = (channel: number, sequence: number): Buffer =>
  withSequence(key(MESSAGE, channel), sequence);

/** The number that a key ends with, of a client, channel or subscription. */
export const lastNumber = (bytes: Buffer): number =>
  bytes.readUInt32BE(bytes.length - NUMBER_BYTES);

/** The sequence that a key ends with. */
export const lastSequence = (bytes: Buffer): number =>
  bytes.readUIntBE(bytes.length - SEQUENCE_BYTES, SEQUENCE_BYTES);

/** The first key behind all that begin like this one. */
export function keyBehind(prefix: Buffer): Buffer {
  const behind = Buffer.from(prefix);
  for (let place = behind.length - 1; place >= 0; place--) {
    const byte = behind[place] as number;
    behind[place] = (byte + 1) & 0xff;
    if (byte !== 0xff) break;
  }
  return behind;
}

function key(kind: number, ...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(1 + numbers.length * NUMBER_BYTES);
  bytes[0] = kind;
  numbers.forEach((number, place) => bytes.writeUInt32BE(number, 1 + place * NUMBER_BYTES));
  return bytes;
}

function withSequence(prefix: Buffer, sequence: number): Buffer {
  const bytes = Buffer.alloc(prefix.length + SEQUENCE_BYTES);
  prefix.copy(bytes);
  bytes.writeUIntBE(sequence, prefix.length, SEQUENCE_BYTES);
  return bytes;
}
