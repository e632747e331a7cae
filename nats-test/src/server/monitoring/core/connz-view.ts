import { formatDuration } from '../../../base/duration';
import { formatUptime, formatWallTime } from '../../../base/wall-time';
import { textFromSubject } from '../../../protocol/nats/subject';
import type { ConnInfo, Connz } from '../../../protocol/monitoring';
import type { Broker } from '../../broker/broker';
import type { ClosedConnection, ConnectionRecord } from '../../broker/connection-record';
import { cut, limitOrDefault, type Window } from '../page';
import { BadQuery, booleanOf, integerOf, unsignedOf } from './go-query';

/** Of an open connection or a closed one. */
type AnyConnection = ConnectionRecord & Partial<ClosedConnection>;

type Order = (a: AnyConnection, b: AnyConnection) => number;

/** The only account that there is. */
const GLOBAL_ACCOUNT = '$G';

const byId: Order = (a, b) => a.id - b.id;

/** Most first, but for the numbers, the uptime and the reasons. */
const ORDERS: ReadonlyMap<string, (now: bigint) => Order> = new Map<string, (now: bigint) => Order>(
  [
    ['', () => byId],
    ['cid', () => byId],
    ['start', () => byId],
    ['subs', () => falling((it) => it.subscriptionCount)],
    ['pending', () => falling((it) => it.pendingBytes)],
    ['msgs_to', () => falling((it) => it.outMsgs)],
    ['msgs_from', () => falling((it) => it.inMsgs)],
    ['bytes_to', () => falling((it) => it.outBytes)],
    ['bytes_from', () => falling((it) => it.inBytes)],
    ['last', () => falling((it) => it.lastActivityNs)],
    ['idle', () => falling((it) => it.lastActivityNs - it.startNs)],
    // How long they have been there; the shortest first.
    ['uptime', (now) => falling((it) => it.startNs - (it.stopNs ?? now))],
    ['stop', () => falling((it) => it.stopNs ?? 0n)],
    ['reason', () => (a, b) => ((a.reason ?? '') < (b.reason ?? '') ? -1 : 1)],
  ],
);

const STATES: ReadonlyMap<string, { readonly open: boolean; readonly closed: boolean }> = new Map([
  ['', { open: true, closed: false }],
  ['open', { open: true, closed: false }],
  ['closed', { open: false, closed: true }],
  ['any', { open: true, closed: true }],
  ['all', { open: true, closed: true }],
]);

/** What of a connection is asked for. */
interface Wanted {
  readonly user: boolean;
  readonly subjects: boolean;
}

/**
 * `/connz`
 * @param whenRead is called as soon as the parameters make sense one by one
 * @throws BadQuery
 */
export function viewConnz(broker: Broker, query: URLSearchParams, whenRead: () => void): Connz {
  const wanted = { user: booleanOf(query, 'auth'), subjects: booleanOf(query, 'subs') };
  const offset = integerOf(query, 'offset');
  const limit = integerOf(query, 'limit');
  const cid = unsignedOf(query, 'cid');
  const stateName = query.get('state') ?? '';
  const state = STATES.get(stateName.toLowerCase());
  if (!state) throw new BadQuery(`Error decoding state for ${stateName}`);
  whenRead();
  const sort = query.get('sort') ?? '';
  const order = ORDERS.get(sort);
  if (!order) throw new BadQuery(`invalid sorting option: ${sort}`);
  if ((sort === 'stop' || sort === 'reason') && state.open) {
    throw new BadQuery(`sort by ${sort} only valid on closed connections`);
  }

  const open = state.open ? openOnes(broker) : [];
  const closed = state.closed ? broker.closed.list() : [];
  const now = broker.clock.wallNs();
  const window: Window = {
    offset: offset < 0n ? 0n : offset,
    limit: cid > 0n ? 1n : limitOrDefault(limit),
  };
  // By number, both at once find only what is closed: so the real server does.
  const candidates: AnyConnection[] =
    cid > 0n
      ? (state.closed ? closed : open).filter(({ id }) => BigInt(id) === cid)
      : filtered([...open, ...closed], query);
  const shown = cut(candidates.sort(order(now)), window);
  return {
    server_id: broker.info.server_id,
    now: formatWallTime(now),
    num_connections: shown.length,
    total: open.length + closed.length,
    offset: Number(window.offset),
    limit: Number(window.limit),
    connections: shown.map((connection) => viewConnection(connection, now, wanted)),
  };
}

function openOnes(broker: Broker): ConnectionRecord[] {
  return [...broker.internals, ...broker.connections].map((connection) => connection.record());
}

function filtered(connections: AnyConnection[], query: URLSearchParams): AnyConnection[] {
  const user = query.get('user') ?? '';
  const account = query.get('acc') ?? '';
  return connections.filter(
    (connection) =>
      (user === '' || connection.user === user) &&
      // A closed connection has none any more.
      (account === '' || (account === GLOBAL_ACCOUNT && connection.stopNs === undefined)),
  );
}

function viewConnection(connection: AnyConnection, now: bigint, wanted: Wanted): ConnInfo {
  const { name, lang, version, user, tls, startNs, lastActivityNs, stopNs, reason } = connection;
  const untilNs = stopNs ?? now;
  const subjects = wanted.subjects ? connection.subjects().map(textFromSubject) : [];
  return {
    cid: connection.id,
    ip: connection.address,
    port: connection.port,
    start: formatWallTime(startNs),
    last_activity: formatWallTime(lastActivityNs),
    ...(stopNs === undefined ? {} : { stop: formatWallTime(stopNs) }),
    ...(reason === undefined ? {} : { reason }),
    ...(connection.roundTripMs === 0 ? {} : { rtt: formatRoundTrip(connection.roundTripMs) }),
    uptime: formatUptime(msBetween(startNs, untilNs)),
    idle: formatUptime(msBetween(lastActivityNs, untilNs)),
    pending_bytes: connection.pendingBytes,
    in_msgs: connection.inMsgs,
    out_msgs: connection.outMsgs,
    in_bytes: connection.inBytes,
    out_bytes: connection.outBytes,
    subscriptions: connection.subscriptionCount,
    ...(name === '' ? {} : { name }),
    ...(lang === '' ? {} : { lang }),
    ...(version === '' ? {} : { version }),
    ...(tls === undefined ? {} : { tls_version: tls.version, tls_cipher_suite: tls.cipherSuite }),
    ...(wanted.user && user !== '' ? { authorized_user: user } : {}),
    ...(subjects.length > 0 ? { subscriptions_list: subjects } : {}),
  };
}

/** To the microsecond while it is less than a millisecond, else to the nanosecond. */
function formatRoundTrip(roundTripMs: number): string {
  const isMicros = roundTripMs > 1e-3 && roundTripMs < 1;
  return formatDuration(isMicros ? Math.floor(roundTripMs * 1000) / 1000 : roundTripMs);
}

function msBetween(fromNs: bigint, toNs: bigint): number {
  return Math.max(0, Number(toNs - fromNs) / 1e6);
}

function falling(rank: (connection: AnyConnection) => number | bigint): Order {
  return (a, b) => {
    const [first, second] = [rank(a), rank(b)];
    if (first === second) return 0;
    return first > second ? -1 : 1;
  };
}
