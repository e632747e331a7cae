import type { Random } from '../../src/base/random';

/** One of the items, by chance. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}

/** Pieces on which parsers stumble. */
const NASTY: readonly string[] = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\t',
  ' ',
  '\x1b[2J',
  '\x7f',
  '\xc3',
  '\xf0\x9f',
  '\xed\xa0\x80',
  '\xff\xfe',
  '>',
  '*',
  '.',
  '..',
  '-1',
  '0',
  '00000000001',
  '1048576',
  '1048577',
  '2147483647',
  '4294967296',
  '9007199254740993',
  '18446744073709551616',
  '1e9',
  '0x10',
  'PUB ',
  'PUB a 5\r\n',
  'SUB > 1\r\n',
  'SUB a b 1\r\n',
  'UNSUB 1 2\r\n',
  'PING\r\n',
  'CONNECT {}\r\n',
  'CONNECT {"protocol":1e300}\r\n',
  '{"__proto__":{"verbose":1}}',
  '[[[[[[[[[[',
  '"',
  "-ERR 'x'\r\n",
  '+OK\r\n',
  'MSG a 1 1\r\nx\r\n',
  '_STAN.discover.ticketing',
  '_INBOX.',
];

/** How long runs of one byte are: mostly short, now and then beyond every limit. */
const RUNS = [10, 100, 600, 4095, 4096, 4097, 5000, 5000, 70_000] as const;

/** Changes bytes in one to four ways. */
export function mutated(random: Random, bytes: Buffer, other: Buffer): Buffer {
  let result = bytes;
  for (let left = 1 + random.below(4); left > 0; left--) result = changed(random, result, other);
  return result;
}

function changed(random: Random, bytes: Buffer, other: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.below(pick(random, [2, 8, 40, 400])));
  const around = (middle: Buffer): Buffer =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(to)]);
  switch (random.below(8)) {
    case 0:
      return around(Buffer.alloc(0));
    case 1:
      return around(Buffer.from(pick(random, NASTY).repeat(1 + random.below(3)), 'latin1'));
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 3: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = random.below(256);
      return flipped;
    }
    case 4: {
      const from = random.below(other.length);
      return around(other.subarray(from, from + random.below(200)));
    }
    case 5:
      return liesAboutNumbers(random, bytes);
    case 6:
      return bytes.subarray(0, to);
    default:
      if (random.below(10) > 0) return around(Buffer.from(pick(random, NASTY), 'latin1'));
      return around(Buffer.alloc(pick(random, RUNS), pick(random, ['x', 'a.', '*.', ' ', '\0'])));
  }
}

/** Another number in place of one of those at the end of a line: sizes, and how many messages. */
function liesAboutNumbers(random: Random, bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const numbers = [...text.matchAll(/\d+(?=\r?\n)/g)];
  if (numbers.length === 0) return bytes;
  const { index, 0: digits } = pick(random, numbers);
  const lie = pick(random, [
    String(Number(digits) + 1),
    String(Math.max(0, Number(digits) - 1)),
    '0',
    '-1',
    '65536',
    '1048576',
    '1048577',
    '99999999999999999999999',
    `${'0'.repeat(50)}${digits}`,
  ]);
  return Buffer.from(text.slice(0, index) + lie + text.slice(index + digits.length), 'latin1');
}

/** Cuts bytes into chunks: at up to five places, or now and then at every one. */
export function cutAnywhere(random: Random, bytes: Buffer): Buffer[] {
  if (bytes.length < 600 && random.below(20) === 0) {
    return Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  }
  const cuts = Array.from({ length: random.below(6) }, () => random.below(bytes.length + 1));
  const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}
