import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../base/clock';
import { goErrorText } from '../../../base/go-error-text';
import type { Log } from '../../../base/log';
import { makeFolder } from '../../../base/make-folder';
import type { StoreLimits } from '../store';
import { StoreError } from '../store-error';
import type { Database } from './database';
import { FileStore } from './file-store';
import { metaKey } from './keys';
import { checkPages } from './check-pages';
import { LmdbDatabase, TRANSACTION } from './lmdb-database';
import { checkHeader } from './lmdb-header';
import { Ownership } from './owner';
import { readMeta } from './read-store';
import { Sealer } from './sealed';

/** What keys and values mean; to be counted up when they come to mean something else. */
const FORMAT = 2;
const FILE = 'nats-test.mdb';
/** LMDB's own, beside it. */
const LOCK_FILE = `${FILE}-lock`;
/** What the real server keeps in its folder, whatever else is there. */
const FILE_OF_REAL_SERVER = 'server.dat';

/** Where a store on disk is, and how careful it is. */
export interface FileStoreOptions {
  readonly folder: string;
  /** Whether an acknowledged message is to outlive a crash of the machine, and not only of the server. */
  readonly sync: boolean;
  /** False when this very process has just closed it: then nobody need look for damage first. */
  readonly isDoubted?: boolean;
  readonly limits: StoreLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the store in a folder; makes both when they are missing.
 * @throws StoreError saying why it can't be used
 */
export async function openFileStore(options: FileStoreOptions): Promise<FileStore> {
  const { folder, limits, clock, log } = options;
  await makeRoot(folder);
  const file = join(folder, FILE);
  if (existsSync(join(folder, FILE_OF_REAL_SERVER))) {
    throw new StoreError(
      `${folder} holds a store of the real nats-streaming-server, in a format of its own: ` +
        (existsSync(file)
          ? `${FILE} is there as well; move one of them away`
          : 'choose another -dir'),
    );
  }
  const database = await openDatabase(file, options);
  try {
    checkFormat(database, folder);
    const ownership = new Ownership(database, folder);
    const store = new FileStore(database, limits, clock, log, () => {
      ownership.end();
    });
    store.hold();
    return store;
  } catch (error) {
    database.close();
    throw asStoreError(error, file);
  }
}

/** Takes the store in a folder away; nothing else that is in there. */
export async function removeFileStore(folder: string): Promise<void> {
  for (const file of [FILE, LOCK_FILE]) await rm(join(folder, file), { force: true });
}

async function makeRoot(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    // As the real server has it; something that is no folder stands in the way there.
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === 'access') {
      throw new StoreError(
        `cannot open the store in ${folder}: ${goErrorText(error)}; this user must be allowed to write there`,
        { cause: error },
      );
    }
    const isInTheWay = code === 'EEXIST';
    const reason = isInTheWay ? 'not a directory' : goErrorText(error);
    throw new StoreError(
      `unable to create the root directory [${folder}]: mkdir ${folder}: ${reason}`,
      { cause: error },
    );
  }
}

async function openDatabase(
  file: string,
  { sync, isDoubted = true }: FileStoreOptions,
): Promise<Database> {
  try {
    for (const path of [file, `${file}-lock`]) checkRights(path);
    const header = checkHeader(file);
    if (header && isDoubted) await checkPages(file);
    const database = new LmdbDatabase(file, { sync });
    // Else the last one that counts is not the last one that there was. Meanwhile another process may
    // have written, which is no damage: it will have the store.
    const counted = Number(readMeta(database, TRANSACTION) ?? 0);
    if (header && counted < header.transaction) {
      database.close();
      throw new StoreError(`${file} is damaged: its last transaction is another one than it says`);
    }
    return database;
  } catch (error) {
    throw asStoreError(error, file);
  }
}

/** LMDB would take what it may not read or write for something else. */
function checkRights(path: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isFile()) {
    throw new StoreError(`${path} is in the way of the store: it is no file; move it away`);
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new StoreError(
      `cannot open the store ${path}: ${goErrorText(error)}; this user must be allowed to read and write it`,
      { cause: error },
    );
  }
}

function asStoreError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(`cannot open the store ${file}: ${goErrorText(error)}`, { cause: error });
}

function checkFormat(database: Database, folder: string): void {
  const format = readMeta(database, 'format');
  if (format === undefined) {
    const key = metaKey('format');
    database.write((changes) => {
      changes.put(key, new Sealer().seal(key, Buffer.from(JSON.stringify(FORMAT))));
    });
  } else if (format !== FORMAT) {
    throw new StoreError(
      `the store in ${folder} has format ${JSON.stringify(format)}, and this nats-test reads format ${FORMAT}: ` +
        'use the version that wrote it, or choose another -dir',
    );
  }
}
