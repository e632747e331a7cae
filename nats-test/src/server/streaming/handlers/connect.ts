import { StreamingError } from '../../../protocol/streaming/errors';
import {
  decodeConnectRequest,
  encodeConnectResponse,
  type ConnectRequest,
} from '../../../protocol/streaming/messages';
import { isClientId } from '../../../protocol/streaming/names';
import type { Request, StreamingServer } from '../streaming-server';

/** How long the old client of an ID has to show that it lives, before a new one takes its place. */
const DUPLICATE_CHECK_MS = 500;
/** From this protocol on clients ping the server. */
const PROTOCOL_WITH_PINGS = 1;

/** A client wants to register. */
export function handleConnect(server: StreamingServer, request: Request): void {
  const connect = decodeConnectRequest(request.payload);
  if (!connect || connect.heartbeatInbox === '') {
    server.log.error(
      `[Client:?] Invalid conn request: ClientID=${connect?.clientID ?? ''}, ` +
        `Inbox=${connect?.heartbeatInbox ?? ''}`,
    );
    refuse(request, StreamingError.invalidConnectRequest);
    return;
  }
  if (!isClientId(connect.clientID)) {
    server.log.error(
      `[Client:${connect.clientID}] Invalid ClientID, ` +
        'only alphanumeric and `-` or `_` characters allowed',
    );
    refuse(request, StreamingError.invalidClientId);
    return;
  }
  const old = server.clients.get(connect.clientID);
  if (!old) {
    register(server, request, connect, false);
    return;
  }
  if (server.duplicateChecks.has(old.id)) {
    server.log.debug(`[Client:${old.id}] Connect failed; already connected`);
    refuse(request, StreamingError.clientRegistered);
    return;
  }
  server.duplicateChecks.add(old.id);
  server.requester.ask(old.heartbeatInbox, DUPLICATE_CHECK_MS, (answered) => {
    server.duplicateChecks.delete(old.id);
    if (answered) {
      server.log.debug(`[Client:${old.id}] Connect failed; already connected`);
      refuse(request, StreamingError.clientRegistered);
      return;
    }
    // It may have closed meanwhile; then there is nothing left to replace.
    server.closeClient(connect.clientID);
    register(server, request, connect, true);
  });
}

function register(
  server: StreamingServer,
  request: Request,
  connect: ConnectRequest,
  isReplacement: boolean,
): void {
  const client = server.clients.register(connect);
  server.log.debug(
    `[Client:${client.id}] ${isReplacement ? 'Replaced old client' : 'Connected'} ` +
      `(Inbox=${client.heartbeatInbox})`,
  );
  server.heartbeats.start(client);
  const { subjects } = server;
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
