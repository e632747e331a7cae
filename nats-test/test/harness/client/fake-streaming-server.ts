import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { onTestFinished } from 'vitest';

import { wire } from '../../support/stan-wire';

/** What a client published: a request, an event or an ack. */
export interface Published {
  readonly subject: string;
  readonly reply: string;
  readonly payload: Buffer;
  readonly peer: Peer;
}

/** One client's connection, as the fake server sees it. */
export interface Peer {
  readonly socket: Socket;
  /** Sends a message to whoever has subscribed to the subject. */
  send(subject: string, payload: Uint8Array): void;
}

export interface FakeServerOptions {
  /** What is written as soon as a client is there. */
  readonly greeting?: string;
  /** Answers a PING; by default with PONG. */
  readonly onPing?: (peer: Peer) => void;
  /** By default the client is registered. */
  readonly onConnectRequest?: (request: Published) => void;
  /** By default there is no answer. */
  readonly onSubscribe?: (request: Published) => void;
  readonly onPublish?: (request: Published) => void;
  readonly onClose?: (request: Published) => void;
  readonly onSubscriptionClose?: (request: Published) => void;
  /** A ping of the streaming protocol; the ones of NATS are another matter. */
  readonly onStreamingPing?: (request: Published) => void;
  readonly onAck?: (request: Published) => void;
}

/** The streaming part of a greeting that says nothing special. */
export const GREETING = 'INFO {"server_id":"fake","max_payload":1048576,"proto":1}\r\n';

/** The ConnectResponse of a server that takes the client. */
export const WELCOME = wire.connectResponse.encode({
  pubPrefix: 'fake.pub',
  subRequests: 'fake.sub',
  unsubRequests: 'fake.unsub',
  closeRequests: 'fake.close',
  subCloseRequests: 'fake.subclose',
  pingRequests: 'fake.ping',
  pingInterval: 5,
  pingMaxOut: 1000,
  protocol: 1,
});

/**
 * A server on loopback that is as wrong as a test wants it: it speaks just enough of both protocols to
 * register a client, and leaves the rest to the test.
 *
 * @returns its URL
 */
export async function openFakeServer(options: FakeServerOptions = {}): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket, options);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(socket: Socket, options: FakeServerOptions): void {
  const sids = new Map<string, string>();
  const peer: Peer = {
    socket,
    send: (subject, payload) => {
      const sid = sids.get(subject) ?? sids.get(subject.replace(/[^.]+$/, '*')) ?? '0';
      socket.write(`MSG ${subject} ${sid} ${payload.length}\r\n`);
      socket.write(payload);
      socket.write('\r\n');
    },
  };
  const handlers: Record<string, ((request: Published) => void) | undefined> = {
    'fake.sub': options.onSubscribe,
    'fake.close': options.onClose,
    'fake.subclose': options.onSubscriptionClose,
    'fake.unsub': options.onSubscriptionClose,
    'fake.ping': options.onStreamingPing,
    'fake.ack': options.onAck,
  };
  const welcome = ({ reply }: Published): void => peer.send(reply, WELCOME);
  const onPublished = (request: Published): void => {
    const { subject } = request;
    if (subject.startsWith('_STAN.discover.')) (options.onConnectRequest ?? welcome)(request);
    else if (subject.startsWith('fake.pub.')) options.onPublish?.(request);
    else handlers[subject]?.(request);
  };

  let unread = Buffer.alloc(0);
  socket.write(options.greeting ?? GREETING);
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    for (;;) {
      const lineEnd = unread.indexOf('\r\n');
      if (lineEnd === -1) return;
      const [op = '', ...args] = unread.toString('latin1', 0, lineEnd).split(' ');
      let next = lineEnd + 2;
      if (op === 'PUB') {
        const size = Number(args.at(-1));
        if (unread.length < next + size + 2) return;
        const [subject = '', reply = ''] = args.slice(0, -1);
        const payload = unread.subarray(next, next + size);
        next += size + 2;
        onPublished({ subject, reply, payload, peer });
      }
      if (op === 'SUB') sids.set(args[0] ?? '', args.at(-1) ?? '');
      if (op === 'PING') {
        if (options.onPing) options.onPing(peer);
        else socket.write('PONG\r\n');
      }
      unread = unread.subarray(next);
    }
  });
}
