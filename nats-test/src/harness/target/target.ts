import type { ConnectionOptions } from '../client/harness-client';
import type { Heartbeats, TargetFacts } from '../history/target-facts';

/** Which server is to be proven. */
export type TargetOptions =
  EmbeddedTargetOptions | ProcessTargetOptions | ClusterTargetOptions | UrlTargetOptions;

export interface EmbeddedTargetOptions {
  readonly kind: 'embedded';
  /**
   * The words that start it in a process of its own, where it can be struck; lessons need none, their
   * server lives in this process.
   */
  readonly command?: readonly [string, ...string[]];
  readonly store?: StoreKind;
  /** In which way it is to be wrong on purpose. */
  readonly sabotage?: string;
}

/** A program that is started, on loopback and free ports. */
export interface ProcessTargetOptions {
  readonly kind: 'process';
  /** As it was typed, and where it lies. */
  readonly path: string;
  readonly file: string;
  readonly store?: StoreKind;
}

/** Three nodes of that program, clustered. */
export interface ClusterTargetOptions {
  readonly kind: 'cluster';
  readonly path: string;
  readonly file: string;
}

/** `memory`: gone with the process. */
export type StoreKind = 'memory' | 'file';

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
export interface Target extends TargetFacts {
  readonly connection: ConnectionOptions;
  /** Of a cluster, that of the node that led when it was opened. */
  readonly monitoringUrl?: string;
  /** As in the options. */
  readonly monitoringProblem?: string;
  /** Undefined when nobody knows. A cluster has everything on disk. */
  readonly store?: StoreKind;
  /** What can be done to the server; undefined when it is not ours. */
  readonly control?: ServerControl;
  /** Lets go of it: one that was started is stopped. */
  close(): Promise<void>;
}

/** Does to a server, or the nodes of a cluster, what faults ask for. */
export interface ServerControl {
  /** `server`, or `node 1` to `node 3`. */
  readonly nodes: readonly string[];
  /** Where clients of that node connect to; the same after a restart. */
  address(node: string): { readonly host: string; readonly port: number };
  /** Asks a cluster who leads; a server that is alone leads. Undefined while nobody does. */
  leader(): Promise<string | undefined>;
  /** `http://HOST:PORT` of that node; the same after a restart. */
  monitoringUrl(node: string): string;
  /** SIGKILL. Resolves when the process is gone. */
  kill(node: string): Promise<void>;
  /** SIGTERM. Resolves when the process is gone. */
  stop(node: string): Promise<void>;
  /**
   * Starts one that was killed or stopped. Resolves when it takes clients.
   * @param keepsStore whether it finds what it had stored; without a store on disk it never does
   * @throws TargetError when it does not come back
   */
  start(node: string, keepsStore: boolean): Promise<void>;
  /** SIGSTOP. What the server is doing in this very moment it may still finish. */
  freeze(node: string): void;
  /** SIGCONT. */
  thaw(node: string): void;
  /** Sets the wall clock of the server forward, or back below 0; undefined where nobody can. */
  jumpClock?(ms: number): void;
  /** Aborts with a sentence when a node has ended though nobody asked for it. */
  readonly died: AbortSignal;
}

/** A target that can't be started, or does not come back. The message says which, why, and what to do. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}
