import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startServer, type EmbeddedServer } from '../../src/index';

/*
 * To be run by node --expose-gc: starts a server, has it met by hostile clients round after round, and
 * prints after each what memory is left in use, as a JSON line.
 */

declare const gc: () => void;

/** What hostile clients do in a round. */
const rounds: Readonly<Record<string, (server: EmbeddedServer) => Promise<void>>> = {
  /** Half of them say nothing, the others half of a CONNECT; then they are gone, some by RST. */
  connections: (server) =>
    inCrowds(1000, 100, async (i) => {
      const socket = await open(server.port);
      if (i % 2 === 0) socket.write('CONNECT {"name":"');
      if (i % 3 === 0) socket.resetAndDestroy();
      else socket.destroy();
      await once(socket, 'close');
    }),
  subscriptions: async (server) => {
    const socket = await open(server.port);
    for (let i = 0; i < 10_000; i++) socket.write(`SUB ${i}.*.${'x'.repeat(100)} ${i}\r\n`);
    await flush(socket);
    socket.destroy();
    await once(socket, 'close');
  },
  subjects: async (server) => {
    const socket = await open(server.port);
    socket.write('CONNECT {"verbose":false,"pedantic":false}\r\n');
    for (let i = 0; i < 100; i++) socket.write(`SUB > ${i}\r\n`);
    for (let i = 0; i < 5000; i++) socket.write(`PUB ${i}.${'x'.repeat(100)} 0\r\n\r\n`);
    socket.resume();
    await flush(socket);
    socket.destroy();
    await once(socket, 'close');
  },
  unread: async (server) => {
    const socket = await open(server.port);
    socket.write('CONNECT {"verbose":false,"pedantic":false}\r\nSUB a 1\r\n');
    const payload = 'x'.repeat(1_000_000);
    for (let i = 0; i < 20; i++) socket.write(`PUB a ${payload.length}\r\n${payload}\r\n`);
    socket.pause();
    // Longer than the server waits for a client that takes nothing.
    await once(socket, 'drain').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.destroy();
    await once(socket, 'close');
  },
};

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Waits for the answer to a PING. */
function flush(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    let tail = '';
    socket.on('data', (chunk) => {
      tail = (tail + chunk.toString('latin1')).slice(-100);
      if (tail.includes('PONG')) resolve();
    });
    socket.write('PING\r\n');
  });
}

async function inCrowds(count: number, atOnce: number, act: (i: number) => Promise<void>) {
  for (let i = 0; i < count; i += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, at) => act(i + at)));
  }
}

const LOOKS = 5;

/** The least of several looks: buffers are given back behind the collection, and what ends does so in turns of its own. */
async function memoryLeft(): Promise<NodeJS.MemoryUsage> {
  const looks: NodeJS.MemoryUsage[] = [];
  for (let i = 0; i < LOOKS; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    gc();
    looks.push(process.memoryUsage());
  }
  const used = (it: NodeJS.MemoryUsage): number => it.heapUsed + it.arrayBuffers;
  return looks.reduce((least, it) => (used(it) < used(least) ? it : least));
}

async function main(): Promise<void> {
  const [name = '', count = '1'] = process.argv.slice(2);
  const round = rounds[name];
  if (!round) throw new Error(`no such round: ${name}`);
  const server = await startServer();
  for (let i = 0; i < Number(count); i++) {
    await round(server);
    console.log(JSON.stringify(await memoryLeft()));
  }
  await server.stop();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
