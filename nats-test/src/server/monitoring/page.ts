import { formatWallTime } from '../../base/wall-time';
import type { Page } from '../../protocol/monitoring';
import type { StreamingState } from '../streaming/state';

const ITEMS_AT_MOST = 1024;

/** Which part of a list is wanted. */
export interface Window {
  readonly offset: number;
  readonly limit: number;
}

/** Reads `offset` and `limit`; what is no number, or makes no sense, counts as left out. */
export function windowOf(query: URLSearchParams): Window {
  const limit = integer(query.get('limit'));
  return {
    offset: Math.max(0, integer(query.get('offset'))),
    limit: limit <= 0 ? ITEMS_AT_MOST : limit,
  };
}

/** Whether the query asks for subscriptions: `subs=1` and nothing else. */
export function wantsSubscriptions(query: URLSearchParams): boolean {
  return integer(query.get('subs')) === 1;
}

/** The items in the window. */
export function cut<Item>(items: readonly Item[], window: Window): Item[] {
  return items.slice(window.offset, window.offset + window.limit);
}

/** The fields before the items. */
export function pageOf(state: StreamingState, window: Window, count: number, total: number): Page {
  return {
    cluster_id: state.clusterId,
    server_id: state.serverId,
    now: formatWallTime(state.clock.wallNs()),
    offset: window.offset,
    limit: window.limit,
    count,
    total,
  };
}

function integer(text: string | null): number {
  return text !== null && /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}
