import type { ConnectionOptions } from '../client/harness-client';
import type { Heartbeats } from '../checkers/heartbeats';

/** Which server is to be proven. */
export type TargetOptions = { readonly kind: 'embedded' } | UrlTargetOptions;

/** A server that runs already. */
export interface UrlTargetOptions {
  readonly kind: 'url';
  readonly connection: ConnectionOptions;
  /** `http://HOST:PORT`; left out when it is not known. */
  readonly monitoringUrl?: string;
  /** Why there is none to ask, and what to do about it; it goes on after a comma and `and`. */
  readonly monitoringProblem?: string;
  /** The server's own settings; they can't be asked for. */
  readonly heartbeats?: Heartbeats;
}

/** A server under test, ready for one scenario. */
export interface Target {
  readonly connection: ConnectionOptions;
  readonly monitoringUrl?: string;
  /** As in the options. */
  readonly monitoringProblem?: string;
  readonly heartbeats?: Heartbeats;
  /** Lets go of it: one that was started is stopped. */
  close(): Promise<void>;
}
