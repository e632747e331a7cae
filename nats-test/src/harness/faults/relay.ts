import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { systemClock } from '../../base/clock';
import type { Random } from '../../base/random';
import { RelayedConnection, type RelayTarget } from './relayed-connection';

/**
 * Stands between a client and a server on TCP, so that what passes between them can be stopped without
 * either being told, as a cable does that somebody has cut.
 */
export interface Relay {
  /** Where clients connect to. */
  readonly host: string;
  readonly port: number;
  /** From now on nothing passes either way, on new connections either, and neither end is told. */
  freeze(): void;
  /** Everything passes again: what has come meanwhile, and what was closed meanwhile. */
  thaw(): void;
  /**
   * From now on each piece of what passes does so later, by a whole number of milliseconds between the
   * two; in order, both ways, on new connections, too.
   */
  delay(leastMs: number, mostMs: number, random: Random): void;
  /** Everything passes without delay again: also what is on its way, at once. */
  undelay(): void;
  /** New connections go to another server; those that are there stay as they are. */
  retarget(host: string, port: number): void;
  /** Destroys all connections, so that both ends are told. New ones are welcome. */
  cut(): void;
  /** Destroys all connections and takes no more. */
  close(): Promise<void>;
}

/** Opens a relay on 127.0.0.1, on a free port. */
export async function openRelay(first: RelayTarget, clock = systemClock()): Promise<Relay> {
  const connections = new Set<RelayedConnection>();
  let target = first;
  let drawDelayMs = noDelay;
  const terms = { clock, target: () => target, drawDelayMs: () => drawDelayMs() };
  let isFrozen = false;
  let isClosed = false;
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client: Socket) => {
    // Accepted a moment before: it would hold up the close.
    if (isClosed) {
      client.destroy();
      return;
    }
    const connection = new RelayedConnection(client, terms, isFrozen);
    connections.add(connection);
    connection.onceClosed(() => connections.delete(connection));
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;

  const cut = (): void => {
    for (const connection of connections) connection.destroy();
  };
  return {
    host: address,
    port,
    freeze: () => {
      isFrozen = true;
      for (const connection of connections) connection.freeze();
    },
    thaw: () => {
      isFrozen = false;
      for (const connection of connections) connection.thaw();
    },
    delay: (leastMs, mostMs, random) => {
      drawDelayMs = () => leastMs + random.below(mostMs - leastMs + 1);
    },
    undelay: () => {
      drawDelayMs = noDelay;
      for (const connection of connections) connection.hurry();
    },
    retarget: (host, port) => {
      target = { host, port };
    },
    cut,
    close: async () => {
      isClosed = true;
      const closed = closeServer(server);
      cut();
      await closed;
    },
  };
}

const noDelay = (): number => 0;

/** Closing twice is closing once. */
async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  await closed;
}
