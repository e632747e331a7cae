import type { Seen } from './observation';
import type { Referee } from './referee';
import type { FlavourName } from './step';

/** A server for one sequence: its own, or shared with others that use other names. */
export interface Arena {
  readonly host: string;
  readonly port: number;
  /** Changes with a restart. */
  readonly referee: Referee;
  /** Begins the name of each channel and client of this sequence; always of the same length. */
  readonly lane: string;
  /** Goes on when it is that late, in milliseconds since the sequence began. */
  until(atMs: number): Promise<void>;
  /** Milliseconds since the sequence began. */
  nowMs(): number;
  /** How long, in real milliseconds, an answer may take that will not come. */
  readonly silenceMs: number;
  /** Changes what is noted of a delivery; only to see whether a difference would be found. */
  readonly retouch?: (seen: Seen) => Seen;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** One side of the comparison. */
export interface Side {
  readonly name: string;
  open(flavour: FlavourName): Promise<Arena>;
  stop(): Promise<void>;
}

export const CLUSTER_ID = 'differential';
/** Channels count for the whole server, so a shared one must not run out of them. */
export const COMMON_ARGS = ['-cid', CLUSTER_ID, '-mc', '0'];

let lanes = 0;

/** A name that nobody else has, of the same length for all: limits count its bytes. */
export function nextLane(): string {
  return `lane${String(++lanes).padStart(7, '0')}`;
}
