import { StreamingError } from '../../../protocol/streaming/errors';
import { decodeCloseRequest, encodeErrorResponse } from '../../../protocol/streaming/messages';
import type { Request } from '../request';
import type { StreamingState } from '../state';

/** A client leaves. Its earlier publishes and acks are done by then. */
export function handleClose(state: StreamingState, request: Request): void {
  const close = decodeCloseRequest(request.payload);
  if (!close) {
    state.log.error('Received invalid close request');
    request.respond(encodeErrorResponse(StreamingError.invalidCloseRequest));
    return;
  }
  state.batch.commit();
  const wasThere = state.closeClient(close.clientID);
  request.respond(encodeErrorResponse(wasThere ? undefined : StreamingError.unknownClient));
}
