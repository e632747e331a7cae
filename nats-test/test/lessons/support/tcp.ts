import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { CleanUp, LessonServer } from '../../support/lesson-server';

/** A port that nobody listens on. */
export async function unusedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = urlOf(server);
  server.close();
  await once(server, 'close');
  return url;
}

/** Listens on a free port and hands over each connection. @returns its URL */
export async function startTcpServer(
  cleanUp: CleanUp,
  onSocket: (socket: Socket) => void,
): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return urlOf(server);
}

/** What a proxy may do to a connection. */
export type Harm = 'cut' | 'freeze';

/** Stands between a lesson and its server, and can do what networks do. */
export interface Proxy {
  readonly url: string;
  /** Nothing passes any more, and the connection stays open. */
  freeze(): void;
  /** Does harm as soon as a client sends `text`, which does not reach the server. */
  onceClientSends(text: string, harm: Harm): void;
}

/** Passes bytes on between its clients and the server. */
export async function startProxy(cleanUp: CleanUp, server: LessonServer): Promise<Proxy> {
  const { hostname, port } = new URL(server.url);
  let frozen = false;
  let trap: { text: string; harm: Harm } | undefined;
  const url = await startTcpServer(cleanUp, (client) => {
    const upstream = connect(Number(port), hostname);
    upstream.on('error', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    client.on('data', (bytes) => {
      if (trap && bytes.includes(trap.text)) {
        if (trap.harm === 'cut') client.destroy();
        frozen = true;
      }
      if (!frozen) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!frozen) client.write(bytes);
    });
  });
  return {
    url,
    freeze: () => (frozen = true),
    onceClientSends: (text, harm) => (trap = { text, harm }),
  };
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
