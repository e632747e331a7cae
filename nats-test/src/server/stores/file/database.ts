/** What a store on disk needs of a database: keys and values are bytes, keys in order. */
export interface Database {
  /** How many entries it says that it has. */
  readonly count: number;
  get(key: Buffer): Buffer | undefined;
  /** All whose keys begin like this, in order. Nothing may be written meanwhile. */
  startingWith(prefix: Buffer): Iterable<Entry>;
  /** The keys from one on and before another one, in order. Nothing may be written meanwhile. */
  keysBetween(from: Buffer, before: Buffer): Iterable<Buffer>;
  /** The last of these. */
  lastKeyBetween(from: Buffer, before: Buffer): Buffer | undefined;
  /**
   * Writes all or nothing. When it returns, all is where even a crash of the machine leaves it
   * (unless the database was opened without).
   * @throws StoreWriteError; then nothing was written
   */
  write(fill: (changes: Changes) => void): void;
  close(): void;
}

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** What is written at once. Bytes are copied, so they may be used again. */
export interface Changes {
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
  removeStartingWith(prefix: Buffer): void;
}
