import { createHash } from 'node:crypto';
import { Consistency } from './consistency';
import { parseFields } from './fields';
import { HEADER_START, type HistoryEnd, type HistoryHeader } from './format';
import { LineProblem } from './line-problem';
import type { History, Operation } from './operation';
import { END_MARK_START, readEndMark, readHeader, type EndMark } from './read-frame';
import { readOperation } from './read-operation';

/** Far more than any line of ours: what has none that is shorter is something else. */
const LINE_BYTES_MAX = 1024 * 1024;
const LINE_FEED = 0x0a;

/** What a file of a history holds. */
export interface DecodedHistory {
  readonly header: HistoryHeader;
  readonly history: History;
  /** Undefined when the file was cut off, as when the run died: what is there may not be all. */
  readonly end: HistoryEnd | undefined;
}

/** Bytes that are no history as this software writes it. The message names the line, from 1. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
}

/**
 * Reads what `HistoryEncoder` has written, from pieces of any size; of the text it keeps a line at
 * most. Damage of any kind makes a `HistoryError`, or a history without an end, never a whole one.
 */
export class HistoryDecoder {
  private readonly hash = createHash('sha256');
  private readonly consistency = new Consistency();
  private readonly texts = new Map<string, string>();
  private readonly operations: Operation[] = [];
  private header: HistoryHeader | undefined;
  private mark: EndMark | undefined;
  /** Of a line that has not ended yet. */
  private rest: Buffer = Buffer.alloc(0);
  private lines = 0;

  /** @throws HistoryError */
  push(bytes: Buffer): void {
    const buffer = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    let start = 0;
    let end = buffer.indexOf(LINE_FEED);
    let hashed = 0;
    while (end !== -1) {
      this.lines++;
      const mark = this.readLine(buffer.toString('utf8', start, end));
      if (mark) {
        this.hash.update(buffer.subarray(hashed, start + mark.beforeDigest));
        this.checkMark(mark);
      }
      start = end + 1;
      if (mark) hashed = start;
      end = buffer.indexOf(LINE_FEED, start);
    }
    if (!this.mark) this.hash.update(buffer.subarray(hashed, start));
    this.rest = buffer.subarray(start);
    if (this.rest.length > LINE_BYTES_MAX) throw this.error(this.lines + 1, 'it is far too long');
  }

  /** All bytes have been pushed. @throws HistoryError */
  end(): DecodedHistory {
    const { header, operations: history, mark, rest } = this;
    if (!header) throw new HistoryError(this.lackOfHeader());
    if (mark && rest.length > 0) throw this.error(this.lines + 1, BEHIND_MARK);
    if (!mark) return { header, history, end: undefined };
    const { problem, isShared, strange } = mark;
    const end = {
      ...(problem === undefined ? {} : { problem }),
      ...(isShared === undefined ? {} : { isShared }),
      ...(strange === undefined ? {} : { strange }),
    };
    return { header, history, end };
  }

  /** @returns the end mark, if this is its line */
  private readLine(text: string): EndMark | undefined {
    try {
      if (this.mark) throw new LineProblem(BEHIND_MARK);
      if (!this.header) {
        this.header = readHeader(text);
      } else if (text.startsWith(END_MARK_START)) {
        this.mark = readEndMark(parseFields(text), text);
        return this.mark;
      } else {
        const operation = readOperation(parseFields(text), this.intern);
        this.consistency.follow(operation);
        this.operations.push(operation);
      }
      return undefined;
    } catch (error) {
      if (error instanceof LineProblem) throw this.error(this.lines, error.message);
      throw error;
    }
  }

  private checkMark({ operations, sha256 }: EndMark): void {
    const count = this.operations.length;
    if (operations !== count) {
      const problem = `the end mark tells of ${operations} operations, and ${count} stand before it`;
      throw this.error(this.lines, problem);
    }
    if (this.hash.digest('hex') !== sha256) {
      throw this.error(this.lines, "'sha256' is not that of the file, which was changed");
    }
  }

  private lackOfHeader(): string {
    const { rest } = this;
    if (rest.length === 0) return 'it is empty';
    return HEADER_START.startsWith(rest.toString('latin1', 0, HEADER_START.length))
      ? 'line 1: it is cut off within its header, and holds nothing to judge'
      : 'line 1: it is not the header of a nats-test history';
  }

  private error(line: number, problem: string): HistoryError {
    return new HistoryError(`line ${line}: ${problem}`);
  }

  private readonly intern = (text: string): string => {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  };
}

const BEHIND_MARK = 'something follows the end mark';
