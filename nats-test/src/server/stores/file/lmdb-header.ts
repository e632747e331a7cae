import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StoreError } from '../store-error';

/*
 * The two pages with which a file of LMDB begins. They take turns in saying what the database is like,
 * and the one with the higher transaction is right.
 */

const PAGE_BYTES = 4096;
const HEADER_BYTES = 2 * PAGE_BYTES;
const MAGIC = 0xbeefc0de;
/** Where what stands in such a page. */
const AT = { magic: 24, pageBytes: 48, lastPage: 144, transaction: 152 };

/** What the first pages say. */
export interface Header {
  /** Number of the last transaction. */
  readonly transaction: number;
}

/**
 * Looks whether a file can be a database as its first pages tell it. LMDB maps a file into memory, so a
 * page that is not there would end the process.
 * @returns undefined when there is nothing in it, or no file
 * @throws StoreError when it is cut off, or something else; what the system says when it can't be read
 */
export function checkHeader(file: string): Header | undefined {
  const read = readStart(file);
  if (!read || read.size === 0) return undefined;
  const { size, header } = read;
  const pages = [0, PAGE_BYTES];
  if (size < HEADER_BYTES || pages.some((page) => header.readUInt32LE(page + AT.magic) !== MAGIC)) {
    throw new StoreError(`${file} is damaged, or is no store of nats-test: its first pages say so`);
  }
  const transactions = pages.map((page) => header.readBigUInt64LE(page + AT.transaction));
  const [even = 0n, odd = 0n] = transactions;
  const isInTurn = even % 2n === 0n && odd % 2n === 1n && (even - odd) ** 2n === 1n;
  // Before the first one neither has had its turn.
  if (!isInTurn && (even !== 0n || odd !== 0n)) {
    throw new StoreError(`${file} is damaged: its last transactions are ${even} and ${odd}`);
  }
  const newer = even > odd ? 0 : PAGE_BYTES;
  const pageBytes = header.readUInt32LE(newer + AT.pageBytes);
  const wanted = (header.readBigUInt64LE(newer + AT.lastPage) + 1n) * BigInt(pageBytes);
  if (BigInt(size) < wanted) {
    throw new StoreError(`${file} is damaged: it has ${size} bytes of ${wanted}`);
  }
  return { transaction: Number(even > odd ? even : odd) };
}

/** Undefined when there is no such file. */
function readStart(file: string): { size: number; header: Buffer } | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    readSync(descriptor, header, 0, HEADER_BYTES, 0);
    return { size: fstatSync(descriptor).size, header };
  } finally {
    closeSync(descriptor);
  }
}
