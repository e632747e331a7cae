import type { Socket } from 'node:net';

/** Ends a socket so that the other side takes it for no end in good order, if that can still be. */
export function breakOff(socket: Socket): void {
  // While an end is under way libuv refuses a reset. Node 20 then never closes the socket, and the
  // process spins for ever when it should end.
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if (socket.connecting || isEnding) socket.destroy();
  else socket.resetAndDestroy();
}
