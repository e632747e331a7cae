import type { Random } from '../../src/base/random';
import { Op } from '../../src/protocol/nats/op';
import { OpParser } from '../../src/protocol/nats/op-parser';

type OpName = keyof typeof Op;

/** An op with its parts as text, one character a byte. */
export interface ParsedOp {
  readonly op: OpName;
  readonly subject?: string;
  readonly reply?: string;
  readonly payload?: string;
  /** The rest of the line. */
  readonly line?: string;
  readonly words?: readonly string[] | undefined;
}

/** Those of the real server. */
const LIMITS = { payloadBytesMax: 1024 * 1024, controlLineBytesMax: 4096 };

const REFUSALS: ReadonlySet<OpName> = new Set([
  'unknown',
  'malformed',
  'lineTooLong',
  'payloadTooLarge',
]);

const opNames = new Map(Object.entries(Op).map(([name, value]) => [value, name as OpName]));

/**
 * What the parser makes of bytes that come in these chunks, up to the first refusal: as a
 * connection uses it.
 */
export function parseChunks(chunks: Iterable<Buffer>, limits = LIMITS): ParsedOp[] {
  const parser = new OpParser(limits);
  const ops: ParsedOp[] = [];
  for (const chunk of chunks) {
    parser.push(chunk);
    for (let op = nextOf(parser); op.op !== 'needMore'; op = nextOf(parser)) {
      ops.push(op);
      if (REFUSALS.has(op.op)) return ops;
    }
  }
  return ops;
}

/** The same for bytes that come in one chunk. */
export function parse(bytes: string | Buffer, limits = LIMITS): ParsedOp[] {
  return parseChunks([typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes], limits);
}

/** Cuts the bytes at these positions, each piece into memory of its own. */
export function cutAt(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const bounds = [0, ...positions, bytes.length];
  return bounds.slice(1).map((end, i) => Buffer.from(bytes.subarray(bounds[i], end)));
}

/** Cuts the bytes at random positions, sometimes every few bytes, sometimes hardly ever. */
export function cutAtRandom(bytes: Buffer, random: Random): Buffer[] {
  const longest = 1 + random.below([3, 40, 1000, 100_000][random.below(4)] ?? 1);
  const positions: number[] = [];
  for (let at = 1 + random.below(longest); at < bytes.length; at += 1 + random.below(longest)) {
    positions.push(at);
  }
  return cutAt(bytes, positions);
}

function nextOf(parser: OpParser): ParsedOp {
  const op = opNames.get(parser.next());
  if (op === undefined) throw new Error('the parser gave a number that is no op');
  const text = (start: number, end: number): string => parser.bytes.toString('latin1', start, end);
  if (op === 'pub') {
    return {
      op,
      subject: text(parser.subjectStart, parser.subjectEnd),
      reply: text(parser.replyStart, parser.replyEnd),
      payload: text(parser.payloadStart, parser.payloadEnd),
    };
  }
  if (op === 'sub' || op === 'unsub') return { op, words: parser.lineWords() };
  const hasLine = op === 'connect' || op === 'err' || op === 'malformed';
  return hasLine ? { op, line: text(parser.lineStart, parser.lineEnd) } : { op };
}
