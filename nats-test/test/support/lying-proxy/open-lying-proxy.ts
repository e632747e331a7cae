import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { type Clock, systemClock, type Timer } from '../../../src/base/clock';
import { FrameCutter, type Frame } from './frames';
import type { Lie } from './lie';
import { lies, type LieName } from './lies';
import { Neighbours } from './neighbours';
import { ProxiedConnection } from './proxied-connection';

/** A way to a server on which not everything stays true. */
export interface LyingProxy {
  /** nats://127.0.0.1:PORT */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * Stands between clients and a NATS Streaming server, and makes of a right server one that is wrong
 * in one way. It speaks what both of them speak and leaves all else as it is.
 * @param lie without one it passes on everything, byte for byte
 * @param clock for what comes late; the server's own, where that is a virtual one
 */
export async function openLyingProxy(
  target: { readonly host: string; readonly port: number },
  lie?: LieName,
  clock: Clock = systemClock(),
): Promise<LyingProxy> {
  const rules: Lie = lie === undefined ? {} : lies[lie];
  const neighbours = new Neighbours();
  let renamed = 0;
  const timers = new Set<Timer>();
  const later = (afterMs: number, action: () => void): void => {
    const timer = clock.setTimer(afterMs, () => {
      timers.delete(timer);
      action();
    });
    timers.add(timer);
  };
  const sockets = new Set<Socket>();

  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ ...target, noDelay: true });
    const connection = new ProxiedConnection({
      ...{ neighbours, lie: rules, later, countRenamed: () => ++renamed },
      toClient: (bytes) => client.write(bytes),
      toServer: (bytes) => server.write(bytes),
    });
    passOn(client, server, (frame) => connection.fromClient(frame));
    passOn(server, client, (frame) => connection.fromServer(frame));
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        connection.close();
      });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { address: host, port } = listener.address() as AddressInfo;

  const close = async (): Promise<void> => {
    for (const timer of timers) timer.cancel();
    for (const socket of sockets) socket.destroy();
    if (!listener.listening) return;
    listener.close();
    await once(listener, 'close');
  };
  return { url: `nats://${host}:${port}`, host, port, close };
}

/** Hands over what one side says, and lets the other side see when it hangs up. */
function passOn(from: Socket, to: Socket, take: (frame: Frame) => void): void {
  const cutter = new FrameCutter();
  from.on('data', (chunk: Buffer) => {
    for (const frame of cutter.push(chunk)) take(frame);
  });
  // A reset is one way to hang up; 'close' follows.
  from.on('error', () => undefined);
  from.on('close', () => to.end());
}
