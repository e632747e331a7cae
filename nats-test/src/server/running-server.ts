import type { Clock } from '../base/clock';
import type { Faults } from './faults/faults';

/** A running server. */
export interface EmbeddedServer extends AsyncDisposable {
  /**
   * Where clients connect: `nats://127.0.0.1:PORT`, also where they have to speak TLS; or the first of
   * `natsServer`.
   */
  readonly url: string;
  readonly port: number;
  /** Where the monitoring is: `http://127.0.0.1:PORT`, or `https:`; undefined when it is off. */
  readonly monitoringUrl: string | undefined;
  readonly clusterId: string;
  readonly clock: Clock;
  /** Faults of the network and of the server, for tests that want some. */
  readonly faults: Faults;
  /**
   * Lets time pass on a virtual clock: from timer to timer, each time waiting until every live
   * client has done what it had to, so that no healthy client misses a heartbeat.
   * @param duration milliseconds, or a text such as `30s`
   * @throws Error when the clock is the machine's
   */
  advance(duration: number | string): Promise<void>;
  /** Closes all connections and ports; what is not on disk is forgotten. May be called again. */
  stop(): Promise<void>;
}

/** The server cannot start, as the real one could not. The message says why and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** A server that is alone in its process. */
export interface LoneServer extends EmbeddedServer {
  /**
   * Ends it at once, as a signal ends the real one: what its clients have asked in this moment is
   * answered no more.
   */
  abort(): Promise<void>;
}

/** One more port for clients, which can be shut by itself. */
export interface Door {
  /** `nats://127.0.0.1:PORT` */
  readonly url: string;
  /** Cuts who came through it; nobody comes through it any more. */
  shut(): Promise<void>;
}

/** A server with NATS of its own. */
export interface ServerWithDoors extends LoneServer {
  /** @throws ListenError */
  openDoor(): Promise<Door>;
}
