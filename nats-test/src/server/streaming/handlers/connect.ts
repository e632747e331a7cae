import { StreamingError } from '../../../protocol/streaming/errors';
import {
  decodeConnectRequest,
  encodeConnectResponse,
  type ConnectRequest,
} from '../../../protocol/streaming/messages';
import { areNames, isClientId } from '../../../protocol/streaming/names';
import type { Request } from '../request';
import { CLIENTS_MAX } from '../clients';
import type { StreamingState } from '../state';

/** How long the old client of an ID has to show that it lives, before a new one takes its place. */
const DUPLICATE_CHECK_MS = 500;
/** From this protocol on clients ping the server. */
const PROTOCOL_WITH_PINGS = 1;

/** A client wants to register. */
export function handleConnect(state: StreamingState, request: Request): void {
  const connect = decodeConnectRequest(request.payload);
  if (!connect || connect.heartbeatInbox === '') {
    state.log.error(
      `[Client:?] Invalid conn request: ClientID=${connect?.clientID ?? ''}, ` +
        `Inbox=${connect?.heartbeatInbox ?? ''}`,
    );
    refuse(request, StreamingError.invalidConnectRequest);
    return;
  }
  if (!isClientId(connect.clientID)) {
    state.log.error(
      `[Client:${connect.clientID}] Invalid ClientID, ` +
        'only alphanumeric and `-` or `_` characters allowed',
    );
    refuse(request, StreamingError.invalidClientId);
    return;
  }
  if (!areNames(connect.clientID, connect.heartbeatInbox, connect.connID)) {
    state.log.error(`[Client:?] Connect refused: ${StreamingError.nameTooLong}`);
    refuse(request, StreamingError.nameTooLong);
    return;
  }
  // Once the store has failed nobody is told that he is registered: a restart would not know of it.
  const failure = state.storeFailure();
  if (failure) {
    refuse(request, failure);
    return;
  }
  const old = state.clients.get(connect.clientID);
  if (!old) {
    register(state, request, connect, false);
    return;
  }
  if (state.duplicateChecks.has(old.id)) {
    state.log.debug(`[Client:${old.id}] Connect failed; already connected`);
    refuse(request, StreamingError.clientRegistered);
    return;
  }
  state.duplicateChecks.add(old.id);
  state.requester.ask(old.heartbeatInbox, DUPLICATE_CHECK_MS, (answered) => {
    state.duplicateChecks.delete(old.id);
    if (answered) {
      state.log.debug(`[Client:${old.id}] Connect failed; already connected`);
      refuse(request, StreamingError.clientRegistered);
      return;
    }
    // It may have closed meanwhile; then there is nothing left to replace.
    state.closeClient(connect.clientID);
    register(state, request, connect, true);
  });
}

function register(
  state: StreamingState,
  request: Request,
  connect: ConnectRequest,
  isReplacement: boolean,
): void {
  if (state.clients.count >= CLIENTS_MAX) {
    state.log.error(
      `[Client:${connect.clientID}] Connect refused: ${StreamingError.tooManyClients}`,
    );
    refuse(request, StreamingError.tooManyClients);
    return;
  }
  const client = state.clients.register(connect);
  state.log.debug(
    `[Client:${client.id}] ${isReplacement ? 'Replaced old client' : 'Connected'} ` +
      `(Inbox=${client.heartbeatInbox})`,
  );
  state.heartbeats.start(client);
  const { subjects } = state;
  const pings = {
    pingRequests: subjects.pings,
    // What the client asked for: the server has no opinion.
    pingInterval: connect.pingInterval,
    pingMaxOut: connect.pingMaxOut,
  };
  request.respond(
    encodeConnectResponse({
      pubPrefix: subjects.publishPrefix,
      subRequests: subjects.subscribe,
      unsubRequests: subjects.unsubscribe,
      closeRequests: subjects.close,
      subCloseRequests: subjects.subscriptionClose,
      ...(connect.protocol >= PROTOCOL_WITH_PINGS ? pings : {}),
      protocol: PROTOCOL_WITH_PINGS,
    }),
  );
}

function refuse(request: Request, error: StreamingError): void {
  request.respond(encodeConnectResponse({ error }));
}
