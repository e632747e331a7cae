import { literalLength, subjectFromText } from '../../protocol/nats/subject';
import type { Connection } from '../broker/connection';
import { RouteTable } from '../broker/route-table';
import type { StreamingState } from '../streaming/state';
import { FaultError, SetFault, type Fault } from './fault';
import { FrozenTransport } from './frozen-transport';

interface Frozen {
  readonly clientId: string;
  readonly transport: FrozenTransport;
  readonly fault: SetFault;
}

/** Freezes and cuts connections, found by the client ID of who is on them. */
export class ConnectionFaults {
  private readonly frozen = new Map<Connection, Frozen>();
  private readonly onFreeze: (connection: Connection) => void;

  constructor(onFreeze: (connection: Connection) => void) {
    this.onFreeze = onFreeze;
  }

  isFrozen(connection: Connection): boolean {
    return this.frozen.has(connection);
  }

  freeze(state: StreamingState, clientId: string): Fault {
    const connection = connectionOf(state, clientId);
    const known = this.frozen.get(connection);
    if (known) return known.fault;
    const transport = new FrozenTransport(connection.transport);
    const thaw = (): void => {
      this.frozen.delete(connection);
      connection.transport = transport.thaw();
      // Deliveries may have waited until it takes more.
      if (connection.open) connection.drained();
    };
    const fault = new SetFault(Infinity, thaw, () => connection.open);
    connection.transport = transport;
    this.frozen.set(connection, { clientId, transport, fault });
    fault.strike();
    this.onFreeze(connection);
    return fault;
  }

  thaw(clientId: string): void {
    const frozen = [...this.frozen.values()].filter((it) => it.clientId === clientId);
    if (frozen.length === 0) {
      throw new FaultError(
        `the connection of client '${clientId}' is not frozen: ${this.describe()}`,
      );
    }
    for (const { fault } of frozen) fault.lift();
  }

  cut(state: StreamingState, clientId: string): void {
    const connection = connectionOf(state, clientId);
    // First, so that what was held is lost.
    connection.transport.abort();
    this.frozen.get(connection)?.fault.lift();
    connection.closed();
  }

  clear(): void {
    for (const { fault } of [...this.frozen.values()]) fault.lift();
  }

  private describe(): string {
    const clientIds = [...this.frozen.values()].map(({ clientId }) => clientId);
    return clientIds.length === 0 ? 'none is' : `frozen are ${list(clientIds)}`;
  }
}

/** The connection on which the client takes its heartbeats. */
function connectionOf(state: StreamingState, clientId: string): Connection {
  const client = state.clients.get(clientId);
  if (!client) {
    const clientIds = [...state.clients.all()].map(({ id }) => id);
    const known = clientIds.length === 0 ? 'there is none' : `there are ${list(clientIds)}`;
    throw new FaultError(`no client '${clientId}' is registered: ${known}`);
  }
  const { routes } = state.connections.general;
  if (!(routes instanceof RouteTable)) {
    throw new FaultError(
      `client '${clientId}' is on the external NATS server, whose connections are out of reach: ` +
        'start the server without natsServer to freeze or cut them',
    );
  }
  const { clients } = routes.route(subjectFromText(client.heartbeatInbox));
  // Somebody else may listen to everything (`>`); of its own connections the latest counts.
  let found: Connection | undefined;
  let exactness = -1;
  for (const { subscription } of clients) {
    const itsExactness = literalLength(subscription.subject);
    if (itsExactness < exactness) continue;
    exactness = itsExactness;
    found = subscription.connection;
  }
  if (!found) {
    throw new FaultError(
      `client '${clientId}' is registered but has no connection: wait until it is back`,
    );
  }
  return found;
}

function list(clientIds: readonly string[]): string {
  return clientIds.map((id) => `'${id}'`).join(', ');
}
