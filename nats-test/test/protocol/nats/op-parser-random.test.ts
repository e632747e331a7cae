import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../../src/base/random';
import { cutAtRandom, parse, parseChunks, type ParsedOp } from '../../support/parsed-ops';

const STREAMS = 200;

interface Written {
  readonly bytes: Buffer;
  readonly op: ParsedOp;
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}

/** A word of bytes that separate nothing: neither spaces nor line ends. */
function randomWord(random: Random): string {
  const length = 1 + random.below(pick(random, [3, 30, 300]));
  return Array.from({ length }, () => pick(random, ['a', 'Z', '.', '_', '*', '\xe9', '\xff'])).join(
    '',
  );
}

function randomPayload(random: Random): Buffer {
  const payload = Buffer.alloc(random.below(pick(random, [1, 10, 1000, 30_000])));
  for (let i = 0; i < payload.length; i++) payload[i] = random.below(256);
  // Looks like the end of the payload and an op behind it.
  if (payload.length > 20) payload.write('\r\nPING\r\n', random.below(10), 'latin1');
  return payload;
}

const randomCase = (random: Random, word: string): string =>
  pick(random, [word, word.toLowerCase(), word.charAt(0) + word.slice(1).toLowerCase()]);

/** What a publisher sends: the same words again and again, which the parser knows to use. */
function randomRun(random: Random): Written[] {
  const [subject, other] = [randomWord(random), randomWord(random)];
  const reply = pick(random, ['', randomWord(random)]);
  return Array.from({ length: 2 + random.below(30) }, () => {
    // Some begin as the one before and go on differently, and some have sizes written in odd ways.
    const to = random.below(6) === 0 ? pick(random, [other, `${subject}x`]) : subject;
    const payload = randomPayload(random);
    const size = pick(random, ['', '', '', '0', '0000000000']) + String(payload.length);
    const end = pick(random, ['\r\n', '\r\n', '\r\n', '\n', ' \r\n']);
    const words = [pick(random, ['PUB', 'PUB', 'pub']), to, ...(reply === '' ? [] : [reply]), size];
    return {
      bytes: Buffer.concat([latin1(words.join(' ') + end), payload, latin1('\r\n')]),
      op: { op: 'pub', subject: to, reply, payload: payload.toString('latin1') },
    };
  });
}

/** An op as bytes, written in one of the ways that the protocol allows, and what it is. */
function randomOp(random: Random): Written {
  const space = pick(random, [' ', '\t', '  ', ' \t ']);
  const end = pick(random, ['\r\n', '\n']);
  const word = (): string => randomWord(random);
  const named = (name: string, args: readonly string[]): Buffer =>
    latin1([randomCase(random, name), ...args].join(space) + end);
  switch (random.below(7)) {
    case 0:
      return { bytes: named('PING', []), op: { op: 'ping' } };
    case 1:
      return { bytes: named('PONG', []), op: { op: 'pong' } };
    case 2: {
      const words = pick(random, [2, 3]) === 2 ? [word(), word()] : [word(), word(), word()];
      return { bytes: named('SUB', words), op: { op: 'sub', words } };
    }
    case 3: {
      const words = [word()];
      return { bytes: named('UNSUB', words), op: { op: 'unsub', words } };
    }
    case 4: {
      const line = `{"name":"${word()}"}`;
      return { bytes: named('CONNECT', [line]), op: { op: 'connect', line } };
    }
    default: {
      const subject = word();
      const reply = random.below(2) === 0 ? '' : word();
      const payload = randomPayload(random);
      const args = [subject, ...(reply === '' ? [] : [reply]), String(payload.length)];
      return {
        bytes: Buffer.concat([named('PUB', args), payload, latin1('\r\n')]),
        op: { op: 'pub', subject, reply, payload: payload.toString('latin1') },
      };
    }
  }
}

describe('OpParser, with random streams', () => {
  it(`finds every op of ${STREAMS} streams that are cut at random`, () => {
    for (let seed = 1; seed <= STREAMS; seed++) {
      const random = seededRandom(seed);
      const written = Array.from({ length: 1 + random.below(20) }, () => randomOp(random));
      const chunks = cutAtRandom(Buffer.concat(written.map(({ bytes }) => bytes)), random);

      const found = parseChunks(chunks);

      expect(found, `seed ${seed}`).toEqual(written.map(({ op }) => op));
    }
  });

  it(`finds every op of ${STREAMS} streams in which publishers repeat themselves`, () => {
    for (let seed = 1; seed <= STREAMS; seed++) {
      const random = seededRandom(seed);
      const written = Array.from({ length: 1 + random.below(4) }, () => [
        ...randomRun(random),
        randomOp(random),
      ]).flat();
      const bytes = Buffer.concat(written.map((one) => one.bytes));
      // As they come from a busy client, in one piece, and cut anywhere.
      const chunks = random.below(2) === 0 ? [bytes] : cutAtRandom(bytes, random);

      const found = parseChunks(chunks);

      expect(found, `seed ${seed}`).toEqual(written.map(({ op }) => op));
    }
  });

  it('makes of a line what it would if none like it had come before', () => {
    const limits = { payloadBytesMax: 100, controlLineBytesMax: 4096 };
    const ends = ['\r\n', '\r\n', '\r\n', '\n', '\r', ' \r\n', '\rx', ''];
    const sizes = ['0', '1', '2', '100', '101', '0000000000001', '18446744073709551617', '1x', ''];
    for (let seed = 1; seed <= 5000; seed++) {
      const random = seededRandom(seed);
      const words = pick(random, ['a', 'a b', 'a'.repeat(507), 'a'.repeat(508), 'a'.repeat(2100)]);
      const line = `PUB ${words} ${pick(random, sizes)}${pick(random, ends)}`;
      const text = pick(random, [line, line, line.replace(' ', '\t'), line.replace('a ', 'a')]);
      const bytes = latin1(`${text}x\r\n${pick(random, ['', 'PING\r\n'])}`);
      const after = (first: string): ParsedOp[] =>
        parseChunks([latin1(first), ...cutAtRandom(bytes, seededRandom(seed))], limits).slice(1);

      expect(after(`PUB ${words} 0\r\n\r\n`), `seed ${seed}: ${JSON.stringify(text)}`).toEqual(
        after('PUB else 0\r\n\r\n'),
      );
    }
  });

  it('says the same of garbage however it is cut', () => {
    const pieces = ['PUB', 'SUB', 'PING', 'P', ' ', '\t', 'a', '1', '2', '\r\n', '\r', '\n', '+OK'];
    for (let seed = 1; seed <= 5000; seed++) {
      const random = seededRandom(seed);
      const text = Array.from({ length: 1 + random.below(12) }, () => pick(random, pieces)).join(
        '',
      );
      // A chunk that ends where it should not may be told so only by the next byte.
      const bytes = latin1(`${text}........`);

      expect(
        parseChunks(cutAtRandom(bytes, random)),
        `seed ${seed}: ${JSON.stringify(text)}`,
      ).toEqual(parse(bytes));
    }
  });
});
