import { formatWallTime } from '../../base/wall-time';
import type { Page } from '../../protocol/monitoring';
import type { StreamingState } from '../streaming/state';

const ITEMS_AT_MOST = 1024n;

/** Go's int, as which the real server reads numbers: what is beyond counts as the last one. */
const INT_MAX = 2n ** 63n - 1n;

/** Which part of a list is wanted. */
export interface Window {
  readonly offset: bigint;
  readonly limit: bigint;
}

/** Reads `offset` and `limit`; what is no number, or makes no sense, counts as left out. */
export function windowOf(query: URLSearchParams): Window {
  const offset = integer(query.get('offset'));
  const limit = integer(query.get('limit'));
  return {
    offset: offset < 0n ? 0n : offset,
    limit: limitOrDefault(limit),
  };
}

/** How many items are shown, when so many are asked for. */
export function limitOrDefault(limit: bigint): bigint {
  return limit <= 0n ? ITEMS_AT_MOST : limit;
}

/** Whether the query asks for subscriptions: `subs=1` and nothing else. */
export function wantsSubscriptions(query: URLSearchParams): boolean {
  return integer(query.get('subs')) === 1n;
}

/** The items in the window. */
export function cut<Item>(items: readonly Item[], window: Window): Item[] {
  return items.slice(Number(window.offset), Number(window.offset + window.limit));
}

/** The fields before the items. */
export function pageOf(state: StreamingState, window: Window, count: number, total: number): Page {
  return {
    cluster_id: state.clusterId,
    server_id: state.serverId,
    now: formatWallTime(state.clock.wallNs()),
    offset: Number(window.offset),
    limit: Number(window.limit),
    count,
    total,
  };
}

/**
 * Writes offset and limit digit by digit into the JSON of a page: JavaScript's numbers are exact up
 * to 2^53 only. A JSON without them stays as it is.
 */
export function withExactWindow(json: string, query: URLSearchParams): string {
  const { offset, limit } = windowOf(query);
  const largest = offset > limit ? offset : limit;
  if (largest <= BigInt(Number.MAX_SAFE_INTEGER)) return json;
  // Two spaces deep there are only the page's own fields, and no text holds a line end.
  return json.replace(
    /^ {2}"offset": \d+,\n {2}"limit": \d+,$/m,
    `  "offset": ${offset},\n  "limit": ${limit},`,
  );
}

function integer(text: string | null): bigint {
  if (text === null || !/^[+-]?\d+$/.test(text)) return 0n;
  const value = BigInt(text.replace('+', ''));
  return value > INT_MAX ? INT_MAX : value;
}
