import type { Clock } from '../base/clock';
import type { Store } from './stores/store';
import type { Nats } from './streaming/nats';

/**
 * Puts something in front of parts that a server is made from. Each gets a part and gives what the
 * server is to have in its place. NATS and store are decorated anew in each life of a server.
 */
export interface Decorations {
  /** What streaming sends and gets. */
  readonly nats?: (nats: Nats) => Nats;
  /** What streaming stores; opening and closing it are its owner's business and go past this. */
  readonly store?: (store: Store) => Store;
  /** The time of the server. `advance` moves the clock that was handed in. */
  readonly clock?: (clock: Clock) => Clock;
}
