import { StreamingError } from '../../../protocol/streaming/errors';
import { decodePing, encodeErrorResponse } from '../../../protocol/streaming/messages';
import type { Request, StreamingServer } from '../streaming-server';

/** A client asks whether the server still knows it. Bytes that say nothing get no answer. */
export function handlePing(server: StreamingServer, request: Request): void {
  if (request.payload.length === 0) return;
  const ping = decodePing(request.payload);
  if (!ping) return;
  const client = server.clients.getByConnId(ping.connID);
  if (client) server.heartbeats.clientPinged(client);
  request.respond(encodeErrorResponse(client ? undefined : StreamingError.clientReplaced));
}
