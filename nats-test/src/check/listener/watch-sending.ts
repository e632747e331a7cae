import type { StanInside } from './dead-client';

/**
 * Tells what a client is about to send, in the very moment in which its code asks for it: what it does
 * after an ack may be done before the server has that.
 */
export function watchSending(
  stan: StanInside,
  sends: (subject: string, payload: unknown) => void,
): void {
  const watched = new WeakSet();
  stan.on('connect', () => {
    const { nc } = stan;
    if (nc === undefined || watched.has(nc)) return;
    watched.add(nc);
    const publish = nc.publish.bind(nc);
    nc.publish = (...args) => {
      publish(...args);
      sends(String(args[0]), args[1]);
    };
  });
}
