import type { Random } from '../../src/base/random';
import { encodeVarint } from '../../src/protocol/streaming/varint';
import type { RequestCase } from './case';
import { pick } from './mutate';

/** A field of a protobuf message, whatever its number and wire type. */
interface Field {
  readonly number: number;
  readonly wireType: number;
  readonly value: bigint | Buffer;
}

const VARINT = 0;
const BYTES = 2;
const MINUS_ONE = 2n ** 64n - 1n;

/** Who asks: those of the corpus, and some who are nobody. */
const CLIENTS = ['f0', 'f1', 'f2', 'f3', 'nobody', '', 'f.0', 'f 0', 'f0\r\nPING\r\n', 'ö'];
const CHANNELS = ['x.a', 'x.a', 'x.b', 'x.orders', 'x', 'x.*', '>', 'x..a', '', 'x/a', 'x.\xc3'];
const INBOXES = [
  '_INBOX.fuzz.m',
  '_INBOX.fuzz.m',
  '_INBOX.fuzz.n',
  '_INBOX.nobody',
  '',
  '>',
  '_INBOX.*',
  'a b',
  'a\r\nPING\r\n',
  '\xf0\x9f',
  '{discover}',
  '{publish}.x.a',
  '{subscribe}',
  '{unsubscribe}',
  '{close}',
  '{pings}',
  '{ack}',
  '{answers}.x',
];
const SMALL = ['', '', 'd', 'd', 'e', 'd:e', 'q', '.', '\0'];
const NUMBERS = [0n, 1n, 1n, 1n, 2n, 3n, 100n, 1024n, 2n ** 31n - 1n, 2n ** 31n, MINUS_ONE];
const LARGE = [0n, 1n, 2n, 5n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, MINUS_ONE];

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

type FieldMaker = (random: Random) => Buffer | bigint;
const oneOf =
  (values: readonly (string | bigint)[]): FieldMaker =>
  (random) => {
    const value = pick(random, values);
    return typeof value === 'string' ? text(value) : value;
  };
const client = oneOf(CLIENTS);
const connId = oneOf(['c0', 'c0', 'c1', 'c2', '', '\xff\0']);
const channel = oneOf(CHANNELS);
const inbox = oneOf(INBOXES);
const small = oneOf(SMALL);
const number = oneOf(NUMBERS);
const large = oneOf(LARGE);

/** What each subject takes, by field number. Channels stand behind the prefix of publishing. */
const SHAPES: readonly { subject: string; fields: Readonly<Record<number, FieldMaker>> }[] = [
  {
    subject: '{discover}',
    fields: { 1: client, 2: inbox, 3: number, 4: connId, 5: number, 6: number },
  },
  {
    subject: '{publish}.x.a',
    fields: { 1: client, 2: small, 3: channel, 4: small, 5: small, 6: connId, 10: small },
  },
  {
    subject: '{subscribe}',
    fields: {
      1: client,
      2: channel,
      3: small,
      4: inbox,
      5: number,
      6: number,
      7: small,
      10: oneOf([0n, 1n, 2n, 3n, 4n, 4n, 5n, MINUS_ONE]),
      11: large,
      12: large,
    },
  },
  { subject: '{unsubscribe}', fields: { 1: client, 2: channel, 3: inbox, 4: small } },
  { subject: '{subscriptionClose}', fields: { 1: client, 2: channel, 3: inbox, 4: small } },
  { subject: '{close}', fields: { 1: client } },
  { subject: '{pings}', fields: { 1: connId } },
  { subject: '{ack}', fields: { 1: channel, 2: large } },
  { subject: '{answers}.x', fields: { 1: small } },
];

/** A request that is mostly in order, with one to three mistakes in it or none. */
export function randomRequest(random: Random): RequestCase {
  const shape = pick(random, SHAPES);
  let fields: Field[] = Object.entries(shape.fields).map(([key, make]) => {
    const value = make(random);
    return { number: Number(key), wireType: typeof value === 'bigint' ? VARINT : BYTES, value };
  });
  // Fields of proto3 that have no value are not there.
  if (random.below(3) > 0) fields = fields.filter(({ value }) => value !== 0n);
  const mistakes = random.below(4);
  for (let i = 0; i < mistakes; i++) fields = spoiled(random, fields);
  let payload = Buffer.concat(fields.map((field) => encode(random, field, mistakes > 0)));
  if (mistakes > 0 && random.below(6) === 0) {
    payload = payload.subarray(0, random.below(payload.length + 1));
  }
  const reply = random.below(8) === 0 ? pick(random, INBOXES) : '_INBOX.fuzz.r';
  const isSubject = !/[ \r\n]/.test(reply);
  const subject = random.below(50) === 0 ? pick(random, SHAPES).subject : shape.subject;
  return { kind: 'request', subject, reply: isSubject ? reply : '', payload };
}

function spoiled(random: Random, fields: readonly Field[]): Field[] {
  const at = random.below(fields.length + 1);
  const field = fields[at] ?? { number: 1, wireType: BYTES, value: text('x') };
  const others = fields.filter((_, i) => i !== at);
  switch (random.below(8)) {
    case 0:
      return others;
    case 1:
      return [...fields, field];
    case 2:
      return [...others, { ...field, wireType: random.below(8) }];
    case 3:
      return [...fields, { ...field, number: pick(random, [0, 8, 9, 99, 2 ** 29 - 1, 2 ** 29]) }];
    case 4: {
      // A group in a group, open or closed: nobody sends one, and nothing may follow it in.
      const depth = pick(random, [1, 3, 1000]);
      const groups = Array.from({ length: depth }, () => ({
        number: 7,
        wireType: 3,
        value: text(''),
      }));
      return [...fields, ...groups, { number: 7, wireType: 4, value: text('') }];
    }
    case 5:
      return [...others, { ...field, wireType: BYTES, value: long(random) }];
    case 6:
      return [...others, { ...field, wireType: VARINT, value: pick(random, LARGE) }];
    default:
      return [field, ...others].reverse();
  }
}

function long(random: Random): Buffer {
  const length = pick(random, [300, 4096, 4097, 5000, random.below(40) === 0 ? 1_000_000 : 10_000]);
  return Buffer.alloc(length, pick(random, ['x', 'a.', '\xff', '0', '>.']));
}

function encode(random: Random, { number: id, wireType, value }: Field, mayLie: boolean): Buffer {
  const tag = encodeVarint((BigInt(id) << 3n) | BigInt(wireType));
  const bytes = typeof value === 'bigint' ? Buffer.from(encodeVarint(value)) : value;
  switch (wireType) {
    case VARINT:
      return Buffer.concat([tag, typeof value === 'bigint' ? bytes : text('\x01')]);
    case BYTES: {
      const lies = mayLie && random.below(20) === 0;
      const length = lies ? pick(random, LARGE) : BigInt(bytes.length);
      return Buffer.concat([tag, encodeVarint(length), bytes]);
    }
    case 1:
      return Buffer.concat([tag, Buffer.alloc(8, 1)]);
    case 5:
      return Buffer.concat([tag, Buffer.alloc(4, 1)]);
    default:
      return Buffer.from(tag);
  }
}
