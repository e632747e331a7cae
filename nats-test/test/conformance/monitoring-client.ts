import type { ConformanceTarget } from '../support/conformance-target';

export interface MonitoringAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** GETs a path of the server's monitoring port; 404 is an answer too. */
export async function getText(target: ConformanceTarget, path: string): Promise<MonitoringAnswer> {
  const response = await fetch(`${target.monitoringUrl}${path}`);
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    text: await response.text(),
  };
}

export interface MonitoredSubscription {
  readonly client_id: string;
  readonly inbox: string;
  readonly ack_inbox: string;
  readonly durable_name?: string;
  readonly queue_name?: string;
  readonly is_durable: boolean;
  readonly is_offline: boolean;
  readonly max_inflight: number;
  /** Seconds. */
  readonly ack_wait: number;
  readonly last_sent: number;
  readonly pending_count: number;
  readonly is_stalled: boolean;
}

/** GETs a path and reads its JSON as a T. */
export async function getJson<T = Record<string, unknown>>(
  target: ConformanceTarget,
  path: string,
): Promise<T> {
  const { status, text } = await getText(target, path);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}

/** What the monitoring port says of a channel's subscriptions. */
export async function getSubscriptions(
  target: ConformanceTarget,
  channel: string,
): Promise<MonitoredSubscription[]> {
  const path = `/streaming/channelsz?channel=${encodeURIComponent(channel)}&subs=1`;
  return (
    (await getJson<{ subscriptions?: MonitoredSubscription[] }>(target, path)).subscriptions ?? []
  );
}
