import { goErrorText } from '../../base/go-error-text';
import type { Log } from '../../base/log';
import type { StoreFailure } from '../../protocol/streaming/errors';
import type { Store } from '../stores/store';
import { StoreWriteError } from '../stores/store-error';

/** Writes what the store has collected, and knows whether that works. */
export class SafeStore {
  private readonly store: Store;
  private readonly log: Log;
  private reported: StoreFailure | undefined;

  constructor(store: Store, log: Log) {
    this.store = store;
    this.log = log;
  }

  /** Why the last flush failed; undefined when it did not. */
  get failure(): StoreFailure | undefined {
    return this.reported;
  }

  /** @returns why it could not be written; undefined when all that was stored is safe */
  flush(): StoreFailure | undefined {
    try {
      this.store.flush();
    } catch (error) {
      const failure: StoreFailure = `the store cannot be written: ${goErrorText(error)}`;
      // Once for all the turns in which it is so.
      if (failure !== this.reported) {
        const isFinal = error instanceof StoreWriteError && error.isFinal;
        const end = isFinal ? 'this server is started anew' : 'it can be';
        this.log.error(`${failure}; nothing is acknowledged until ${end}`);
      }
      this.reported = failure;
      return failure;
    }
    if (this.reported) this.log.notice('The store can be written again');
    this.reported = undefined;
    return undefined;
  }
}
