import { StreamingError } from '../../../protocol/streaming/errors';
import { decodePing, encodeErrorResponse } from '../../../protocol/streaming/messages';
import type { Request } from '../request';
import type { StreamingState } from '../state';

/** A client asks whether the server still knows it. Bytes that say nothing get no answer. */
export function handlePing(state: StreamingState, request: Request): void {
  if (request.payload.length === 0) return;
  const ping = decodePing(request.payload);
  if (!ping) return;
  const client = state.clients.getByConnId(ping.connID);
  if (client) state.heartbeats.clientPinged(client);
  request.respond(encodeErrorResponse(client ? undefined : StreamingError.clientReplaced));
}
