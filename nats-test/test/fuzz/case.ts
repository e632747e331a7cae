import { readFileSync } from 'node:fs';

/** Bytes of a client on the client port, chunk by chunk. */
export interface BytesCase {
  readonly kind: 'bytes';
  readonly chunks: readonly Buffer[];
  /** What becomes of the client when all is sent; `stall` takes nothing that the server sends. */
  readonly end: 'hang up' | 'stay' | 'stall';
  /** The same bytes in one chunk, when it must be answered as they are. */
  readonly whole?: Buffer;
}

/** One request to the server, by a client that is in order. */
export interface RequestCase {
  readonly kind: 'request';
  /** May hold the names in braces of {@link Names}. */
  readonly subject: string;
  readonly reply: string;
  readonly payload: Buffer;
}

/** Bytes of a client on the monitoring port. */
export interface PageCase {
  readonly kind: 'page';
  readonly bytes: Buffer;
}

/** What is tried. It is data: the same case does the same on every new server. */
export type Case = BytesCase | RequestCase | PageCase;

/** A case as it is kept: one character a byte. */
interface KeptCase {
  readonly kind: Case['kind'];
  readonly chunks?: readonly string[];
  readonly end?: BytesCase['end'];
  readonly whole?: string;
  readonly subject?: string;
  readonly reply?: string;
  readonly payload?: string;
  readonly bytes?: string;
}

/** Cases that belong together, with what they are about. */
export interface KeptCases {
  readonly why: string;
  readonly cases: readonly Case[];
}

const toText = (bytes: Buffer): string => bytes.toString('latin1');
const toBytes = (text = ''): Buffer => Buffer.from(text, 'latin1');

/** The text of a file of `test/fuzz/regressions`. */
export function writeCases({ why, cases }: KeptCases): string {
  const kept = cases.map((it): KeptCase => {
    switch (it.kind) {
      case 'bytes': {
        const { kind, chunks, end, whole } = it;
        return {
          kind,
          chunks: chunks.map(toText),
          end,
          ...(whole ? { whole: toText(whole) } : {}),
        };
      }
      case 'request':
        return { ...it, payload: toText(it.payload) };
      case 'page':
        return { kind: it.kind, bytes: toText(it.bytes) };
    }
  });
  return `${JSON.stringify({ why, cases: kept }, null, 2)}\n`;
}

/** Reads what {@link writeCases} wrote. */
export function readCases(file: string): KeptCases {
  const { why, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    why: string;
    cases: readonly KeptCase[];
  };
  return {
    why,
    cases: cases.map((it): Case => {
      switch (it.kind) {
        case 'bytes':
          return {
            kind: it.kind,
            chunks: (it.chunks ?? []).map(toBytes),
            end: it.end ?? 'hang up',
            ...(it.whole === undefined ? {} : { whole: toBytes(it.whole) }),
          };
        case 'request':
          return {
            kind: it.kind,
            subject: it.subject ?? '',
            reply: it.reply ?? '',
            payload: toBytes(it.payload),
          };
        case 'page':
          return { kind: it.kind, bytes: toBytes(it.bytes) };
      }
    }),
  };
}
