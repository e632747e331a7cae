import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * As much of a NATS server 2.2 or later as shows what 2.1.4 does not have: it answers a request that
 * nobody listens to with a message of its own, which has a status and no bytes. Nothing is routed.
 * @returns its URL
 */
export async function openNewerNats(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write(
      'INFO {"server_id":"N","version":"2.10.0","proto":1,"headers":true,"max_payload":1048576}\r\n',
    );
    const sids = new Map<string, string>();
    let unread = '';
    socket.on('data', (chunk) => {
      unread += chunk.toString('latin1');
      for (;;) {
        const end = unread.indexOf('\r\n');
        if (end < 0) return;
        const words = unread.slice(0, end).split(' ');
        const payloadBytes = words[0] === 'PUB' ? Number(words.at(-1)) + 2 : 0;
        if (unread.length < end + 2 + payloadBytes) return;
        unread = unread.slice(end + 2 + payloadBytes);
        if (words[0] === 'PING') socket.write('PONG\r\n');
        if (words[0] === 'SUB') sids.set(words[1] ?? '', words.at(-1) ?? '');
        const reply = words[0] === 'PUB' && words.length === 4 ? words[2] : undefined;
        const sid = reply === undefined ? undefined : sids.get(reply);
        const header = 'NATS/1.0 503\r\n\r\n';
        if (sid !== undefined) {
          socket.write(
            `HMSG ${reply ?? ''} ${sid} ${header.length} ${header.length}\r\n${header}\r\n`,
          );
        }
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
