import { describe, expect, it } from 'vitest';
import { HistoryError, type DecodedHistory } from '../../../src/harness/history/decode-history';
import { decode, encode, everyOperation } from './every-operation';

const history = everyOperation();
const bytes = encode(history, { problem: 'the connection of a was lost' });
/** Each with its line feed. */
const lines = bytes.toString().split(/(?<=\n)/);

/** Undefined for an error, as there must be one. */
function read(damaged: Buffer | string): DecodedHistory | undefined {
  try {
    return decode(damaged);
  } catch (error) {
    if (error instanceof HistoryError) return undefined;
    throw error;
  }
}

const headerBytes = Buffer.byteLength(lines[0]!);

describe('a history that was cut off', () => {
  it('has no end and the operations until there, at whatever byte that was', () => {
    for (let cut = headerBytes; cut < bytes.length; cut++) {
      const { history: left, end } = decode(bytes.subarray(0, cut));
      const whole = bytes.subarray(0, cut).filter((byte) => byte === 0x0a).length - 1;
      expect(end, `cut at ${cut}`).toBeUndefined();
      expect(left, `cut at ${cut}`).toEqual(history.slice(0, whole));
    }
  });

  it('is none at all when its header is not whole', () => {
    for (let cut = 1; cut < headerBytes; cut++) {
      expect(() => decode(bytes.subarray(0, cut)), `cut at ${cut}`).toThrow(
        'line 1: it is cut off within its header, and holds nothing to judge',
      );
    }
  });

  it('is none at all when its beginning is missing', () => {
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(read(bytes.subarray(cut)), `without ${cut} bytes`).toBeUndefined();
    }
  });
});

describe('a history that was changed is refused', () => {
  it('in whichever bit', () => {
    for (let at = 0; at < bytes.length - 1; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = bytes[at]! ^ (1 << (at % 8));
      expect(read(changed), `byte ${at}`).toBeUndefined();
    }
  });

  it('but that without its last line feed it may as well be cut off', () => {
    const changed = Buffer.from(bytes);
    changed[bytes.length - 1] = 0x20;
    expect(read(changed)?.end).toBeUndefined();
  });

  it('whichever of its lines is missing', () => {
    for (let at = 0; at < lines.length - 1; at++) {
      expect(read(lines.toSpliced(at, 1).join('')), `line ${at + 1}`).toBeUndefined();
    }
  });

  it('whichever of its lines stands there twice', () => {
    for (let at = 0; at < lines.length; at++) {
      expect(read(lines.toSpliced(at, 0, lines[at]!).join('')), `line ${at + 1}`).toBeUndefined();
    }
  });

  it('whichever of its lines have changed places', () => {
    for (let at = 0; at < lines.length - 1; at++) {
      const swapped = lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!);
      expect(read(swapped.join('')), `lines ${at + 1} and ${at + 2}`).toBeUndefined();
    }
  });

  it.each([
    ['another verdict on the run', '"problem":"the connection of a was lost",', ''],
    ['another time', '"timeMs":', '"timeMs":0'],
    ['another value', '"value":"e2"', '"value":"e3"'],
    ['another seed', '"seed":42', '"seed":43'],
    ['spaces', '"f":"end"', '"f": "end"'],
    ['line ends of Windows', /\n/g, '\r\n'],
  ])('by its digest, if it still reads well: %s', (_what, from, to) => {
    const changed = bytes.toString().replaceAll(from, to);
    expect(changed).not.toBe(bytes.toString());
    expect(read(changed)).toBeUndefined();
  });

  it('when something follows its end', () => {
    expect(() => decode(Buffer.concat([bytes, bytes]))).toThrow(
      `line ${lines.length + 1}: something follows the end mark`,
    );
    expect(() => decode(`${bytes.toString()} `)).toThrow('something follows the end mark');
  });
});
