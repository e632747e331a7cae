/** A store that cannot be used. The message says which one, why, and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** A store could not write; nothing of it was written. */
export class StoreWriteError extends Error {
  override readonly name = 'StoreWriteError';
  /** As the system has it, such as `ENOSPC`. */
  readonly code: string;
  /** Whether nothing can be written until the store is opened anew. */
  readonly isFinal: boolean;

  constructor(code: string, isFinal: boolean, cause?: unknown) {
    super(code, { cause });
    this.code = code;
    this.isFinal = isFinal;
  }
}
