import { StreamingError } from '../../../protocol/streaming/errors';
import { decodeCloseRequest, encodeErrorResponse } from '../../../protocol/streaming/messages';
import type { Request, StreamingServer } from '../streaming-server';

/** A client leaves. Its earlier publishes and acks are done by then. */
export function handleClose(server: StreamingServer, request: Request): void {
  const close = decodeCloseRequest(request.payload);
  if (!close) {
    server.log.error('Received invalid close request');
    request.respond(encodeErrorResponse(StreamingError.invalidCloseRequest));
    return;
  }
  server.batch.commit();
  const wasThere = server.closeClient(close.clientID);
  request.respond(encodeErrorResponse(wasThere ? undefined : StreamingError.unknownClient));
}
