import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { virtualClock, type VirtualClock } from '../../../src/base/virtual-clock';
import type { Random } from '../../../src/base/random';
import { openRelay, type Relay } from '../../../src/harness/faults/relay';
import { waitFor } from '../../support/wait-for';

interface End {
  readonly socket: Socket;
  /** All that came so far. */
  text(): string;
  /** What happened: `end`, `close`, or the code of an error. */
  readonly events: string[];
}

interface Stage {
  readonly relay: Relay;
  /** The relay's; it stands still until it is moved. */
  readonly clock: VirtualClock;
  dial(): End;
  /** The server's end of the n-th connection, as soon as it is there. */
  accepted(n: number): Promise<End>;
}

async function openStage(host = '127.0.0.1'): Promise<Stage> {
  const accepted: End[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(endOf(socket)));
  server.listen(0, host);
  await once(server, 'listening');
  const clock = virtualClock();
  const relay = await openRelay({ host, port: (server.address() as AddressInfo).port }, clock);
  const dialled: End[] = [];
  onTestFinished(async () => {
    await relay.close();
    for (const { socket } of [...accepted, ...dialled]) socket.destroy();
    server.close();
  });
  return {
    relay,
    clock,
    dial: () => {
      const end = endOf(connect({ host: relay.host, port: relay.port, allowHalfOpen: true }));
      dialled.push(end);
      return end;
    },
    accepted: (n) => waitFor(`connection ${n}`, () => accepted[n]),
  };
}

function endOf(socket: Socket): End {
  const chunks: Buffer[] = [];
  const events: string[] = [];
  // Else what is written second may wait for 40 ms, until the other side says that it has the first.
  socket.setNoDelay(true);
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('end', () => events.push('end'));
  socket.on('close', () => events.push('close'));
  socket.on('error', (error: NodeJS.ErrnoException) => events.push(error.code ?? 'error'));
  return { socket, events, text: () => Buffer.concat(chunks).toString() };
}

/** Two ends that are joined, as a byte each way has shown. */
async function openPair(stage: Stage): Promise<[End, End]> {
  const client = stage.dial();
  client.socket.write('>');
  const server = await stage.accepted(0);
  server.socket.write('<');
  await comes(server, '>');
  await comes(client, '<');
  return [client, server];
}

async function comes(end: End, text: string): Promise<void> {
  await waitFor(`"${text}"`, () => (end.text() === text ? true : undefined));
}

async function happens(end: End, event: string): Promise<void> {
  await waitFor(event, () => (end.events.includes(event) ? true : undefined));
}

/**
 * Until what could pass has passed: another connection on loopback has carried bytes there and back, and
 * the event loop has gone round.
 */
async function settle(): Promise<void> {
  const echo = createServer((socket) => socket.pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const socket = connect((echo.address() as AddressInfo).port, '127.0.0.1');
  for (let round = 0; round < 20; round++) {
    socket.write('x');
    await once(socket, 'data');
  }
  socket.destroy();
  echo.close();
}

test('bytes pass both ways', async () => {
  const [client, server] = await openPair(await openStage());
  client.socket.write('a');
  server.socket.write('b');
  await comes(server, '>a');
  await comes(client, '<b');
});

test('a server at an IPv6 address is reached', async ({ skip }) => {
  const stage = await openStage('::1').catch(() => skip('this machine has no ::1'));
  await openPair(stage);
});

test('one direction may end while the other goes on', async () => {
  const [client, server] = await openPair(await openStage());
  client.socket.end('last');
  await happens(server, 'end');
  server.socket.end('answer');
  await happens(client, 'end');
  expect([server.text(), client.text()]).toEqual(['>last', '<answer']);
});

test('an end that is reset resets the other', async () => {
  const [client, server] = await openPair(await openStage());
  server.socket.resetAndDestroy();
  await happens(client, 'close');
  expect(client.events).toEqual(['ECONNRESET', 'close']);
});

test('a server that is not there resets the client', async () => {
  const relay = await openRelay({ host: '127.0.0.1', port: 1 });
  onTestFinished(() => relay.close());
  const client = endOf(connect(relay.port, relay.host));
  await happens(client, 'close');
  expect(client.events).toEqual(['ECONNRESET', 'close']);
});

test('a slow reader slows the writer down, and gets all in the end', async () => {
  const [client, server] = await openPair(await openStage());
  const bytes = 64 << 20;
  server.socket.pause();
  client.socket.end(Buffer.alloc(bytes));
  // Kernels hold a few megabytes for each of the sockets; the relay holds next to nothing.
  await writesNoMore(client.socket);
  expect(client.socket.writableLength).toBeGreaterThan(bytes / 2);
  server.socket.resume();
  await happens(server, 'end');
  expect(server.text().length).toBe(1 + bytes);
});

/** Until a while has brought no more of what waits in the socket on its way. */
async function writesNoMore(socket: Socket): Promise<void> {
  let before: number;
  do {
    before = socket.bytesWritten - socket.writableLength;
    await settle();
  } while (socket.bytesWritten - socket.writableLength !== before);
}

test('nothing passes through a frozen relay, either way', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.freeze();
  client.socket.write('a');
  server.socket.write('b');
  await settle();
  expect([server.text(), client.text()]).toEqual(['>', '<']);
});

test.each(['end', 'destroy', 'resetAndDestroy'] as const)(
  'a frozen relay tells neither end of the other: %s',
  async (how) => {
    const stage = await openStage();
    const [client, server] = await openPair(stage);
    stage.relay.freeze();
    client.socket[how]();
    await settle();
    expect(server.events).toEqual([]);
  },
);

test('a frozen relay takes connections, of which the server hears when it is thawed', async () => {
  const stage = await openStage();
  await openPair(stage);
  stage.relay.freeze();
  const late = stage.dial();
  await once(late.socket, 'connect');
  late.socket.write('late');
  await settle();
  expect(late.events).toEqual([]);
  stage.relay.thaw();
  await comes(await stage.accepted(1), 'late');
});

test('what came while the relay was frozen passes when it is thawed, and nothing is lost', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.freeze();
  client.socket.write('a');
  server.socket.write('b');
  await settle();
  stage.relay.thaw();
  client.socket.end('c');
  await happens(server, 'end');
  await comes(client, '<b');
  expect(server.text()).toBe('>ac');
});

test.each(['end', 'resetAndDestroy'] as const)(
  'what ended while the relay was frozen is told when it is thawed: %s',
  async (how) => {
    const stage = await openStage();
    const [client, server] = await openPair(stage);
    stage.relay.freeze();
    client.socket[how]();
    await settle();
    stage.relay.thaw();
    await waitFor('the server hears of it', () => server.events[0]);
    expect(server.events[0]).toBe(how === 'end' ? 'end' : 'ECONNRESET');
  },
);

test.each([false, true])(
  'a cut is told to both ends (frozen: %s), and new ones are welcome',
  async (isFrozen) => {
    const stage = await openStage();
    const [client, server] = await openPair(stage);
    if (isFrozen) stage.relay.freeze();
    stage.relay.cut();
    await waitFor('the client hears of it', () => client.events[0]);
    await waitFor('the server hears of it', () => server.events[0]);
    stage.relay.thaw();
    const next = stage.dial();
    next.socket.write('next');
    await comes(await stage.accepted(1), 'next');
  },
);

test('a relay that is closed takes no more, and closing it again is no error', async () => {
  const stage = await openStage();
  const [client] = await openPair(stage);
  await stage.relay.close();
  await waitFor('the client hears of it', () => client.events[0]);
  const late = stage.dial();
  await happens(late, 'close');
  expect(late.events).toEqual(['ECONNREFUSED', 'close']);
  await stage.relay.close();
});

/** Randomness that has drawn these numbers beforehand. */
const drawn = (...numbers: number[]): Random => ({ below: () => numbers.shift() ?? 0 });

/** Until the relay holds something back that was not to pass at once. */
async function isHeld({ clock }: Stage): Promise<void> {
  await waitFor('something is held back', () => clock.nextDueMs());
}

test.each([0, 1])('what is delayed passes when its time has come, both ways (%s)', async (way) => {
  const stage = await openStage();
  const pair = await openPair(stage);
  const [from, to] = way === 0 ? pair : [pair[1], pair[0]];
  const before = to.text();
  stage.relay.delay(100, 100, drawn());
  from.socket.write('a');
  await isHeld(stage);
  stage.clock.moveTo(99);
  await settle();
  expect(to.text()).toBe(before);
  stage.clock.moveTo(100);
  await comes(to, `${before}a`);
});

test('a delay lies between the two, both included', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  const limits: number[] = [];
  stage.relay.delay(20, 50, { below: (limit) => limits.push(limit) && limit - 1 });
  client.socket.write('a');
  await isHeld(stage);
  expect([limits, stage.clock.nextDueMs()]).toEqual([[31], 50]);
  stage.clock.moveTo(50);
  await comes(server, '>a');
});

test('what is delayed less does not overtake what is delayed more', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.delay(0, 100, drawn(100, 0));
  client.socket.write('a');
  await isHeld(stage);
  client.socket.write('b');
  await settle();
  expect(server.text()).toBe('>');
  stage.clock.moveTo(100);
  await comes(server, '>ab');
});

test('an end comes behind what is delayed', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.delay(100, 100, drawn());
  client.socket.end('last');
  await isHeld(stage);
  await settle();
  expect(server.events).toEqual([]);
  stage.clock.moveTo(100);
  await happens(server, 'end');
  expect(server.text()).toBe('>last');
});

test('a new connection is delayed, too', async () => {
  const stage = await openStage();
  stage.relay.delay(100, 100, drawn());
  stage.dial().socket.write('a');
  const server = await stage.accepted(0);
  await isHeld(stage);
  await settle();
  expect(server.text()).toBe('');
  stage.clock.moveTo(100);
  await comes(server, 'a');
});

test('without the delay all passes at once again, also what was on its way', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.delay(100, 100, drawn());
  client.socket.write('a');
  await isHeld(stage);
  stage.relay.undelay();
  client.socket.write('b');
  await comes(server, '>ab');
});

test('what is delayed does not pass a frozen relay, and is not lost', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.delay(100, 100, drawn());
  client.socket.write('a');
  await isHeld(stage);
  stage.relay.freeze();
  stage.clock.moveTo(100);
  stage.relay.undelay();
  await settle();
  expect(server.text()).toBe('>');
  stage.relay.thaw();
  await comes(server, '>a');
});

test('a delay slows a writer down, and all that he wrote comes in the end', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  const bytes = 64 << 20;
  stage.relay.delay(100, 100, drawn());
  client.socket.end(Buffer.alloc(bytes));
  await writesNoMore(client.socket);
  expect(client.socket.writableLength).toBeGreaterThan(bytes / 2);
  stage.relay.undelay();
  await happens(server, 'end');
  expect(server.text().length).toBe(1 + bytes);
});

test('a delay does not make a slow reader take more than he reads', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  const piece = Buffer.alloc(1 << 19);
  const pieces = 64;
  server.socket.pause();
  stage.relay.delay(1, 1, drawn());
  // One after the other, so that the relay never has much of which the time has not come.
  for (let sent = 0; sent < pieces; sent++) {
    client.socket.write(piece);
    await settle();
    for (let due = stage.clock.nextDueMs(); due !== undefined; due = stage.clock.nextDueMs()) {
      stage.clock.moveTo(due);
    }
  }
  expect(client.socket.writableLength).toBeGreaterThan((piece.length * pieces) / 4);
  stage.relay.undelay();
  client.socket.end();
  server.socket.resume();
  await happens(server, 'end');
  expect(server.text().length).toBe(1 + piece.length * pieces);
});

test('a cut does not wait for what is delayed', async () => {
  const stage = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.delay(100, 100, drawn());
  client.socket.write('a');
  await isHeld(stage);
  stage.relay.cut();
  await waitFor('the server hears of it', () => server.events[0]);
  expect([server.text(), stage.clock.nextDueMs()]).toEqual(['>', undefined]);
});

test('new connections go to another server when the relay is told so, the old one stays', async () => {
  const stage = await openStage();
  const other = await openStage();
  const [client, server] = await openPair(stage);
  stage.relay.retarget(other.relay.host, other.relay.port);
  stage.dial().socket.write('new');
  await comes(await other.accepted(0), 'new');
  client.socket.write('old');
  await comes(server, '>old');
});
