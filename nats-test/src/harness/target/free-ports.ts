import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';

import type { Random } from '../../base/random';
import { TargetError } from './target';

const HOST = '127.0.0.1';
const LEAST = 10_000;
/** Where the system's own ports begin, when it does not say: Linux's default, the lowest of all systems. */
const SYSTEM_LEAST = 32_768;
const TRIES_MAX = 100;

/**
 * Ports on which nobody listens now. They lie below those that the system gives to outgoing
 * connections: while a server is away, no connection of anybody's can come to sit on its port, not
 * even one that is on its way to that very port.
 * @throws TargetError when there is none
 */
export async function freePorts(count: number, random: Random, host = HOST): Promise<number[]> {
  const most = systemLeast();
  const held: Server[] = [];
  try {
    const ports: number[] = [];
    for (let tries = 0; ports.length < count; tries++) {
      const isHopeless = most <= LEAST || tries >= TRIES_MAX;
      const server = await listen(isHopeless ? 0 : LEAST + random.below(most - LEAST), host);
      if (server === undefined) {
        if (tries < 2 * TRIES_MAX) continue;
        throw new TargetError(`no port on ${host} can be listened on: end what holds them all`);
      }
      held.push(server);
      ports.push((server.address() as { port: number }).port);
    }
    return ports;
  } finally {
    for (const server of held) server.close();
  }
}

async function listen(port: number, host: string): Promise<Server | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}

function systemLeast(): number {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
  } catch {
    return SYSTEM_LEAST;
  }
}
