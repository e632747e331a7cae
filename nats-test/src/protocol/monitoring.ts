/*
 * The JSON of the monitoring port, in the field order of the real server. Times are RFC 3339 with
 * nanoseconds; sizes are bytes; `ack_wait` is in seconds, durations in nanoseconds.
 */

/** `/streaming/serverz` */
export interface Serverz {
  readonly cluster_id: string;
  readonly server_id: string;
  readonly version: string;
  readonly go: string;
  readonly state: 'STANDALONE';
  readonly now: string;
  readonly start_time: string;
  readonly uptime: string;
  readonly clients: number;
  readonly subscriptions: number;
  readonly channels: number;
  readonly total_msgs: number;
  readonly total_bytes: number;
  readonly in_msgs: number;
  readonly in_bytes: number;
  readonly out_msgs: number;
  readonly out_bytes: number;
  /** Left out where the system does not tell. */
  readonly open_fds?: number;
  readonly max_fds?: number;
}

/** `/streaming/storez` */
export interface Storez {
  readonly cluster_id: string;
  readonly server_id: string;
  readonly now: string;
  readonly type: string;
  readonly limits: {
    readonly max_channels: number;
    readonly max_msgs: number;
    readonly max_bytes: number;
    readonly max_age: number;
    readonly max_subscriptions: number;
    readonly max_inactivity: number;
  };
  readonly total_msgs: number;
  readonly total_bytes: number;
}

/** What lists have before their items. */
export interface Page {
  readonly cluster_id: string;
  readonly server_id: string;
  readonly now: string;
  readonly offset: number;
  readonly limit: number;
  readonly count: number;
  readonly total: number;
}

/** `/streaming/clientsz` */
export interface Clientsz extends Page {
  readonly clients: readonly Clientz[];
}

/** One client; `subscriptions` by channel, only when asked for and when there are any. */
export interface Clientz {
  readonly id: string;
  readonly hb_inbox: string;
  readonly subscriptions?: Readonly<Record<string, readonly Subscriptionz[]>>;
}

/** `/streaming/channelsz`: names, or channels with `subs=1`; neither when there are none. */
export interface Channelsz extends Page {
  readonly names?: readonly string[];
  readonly channels?: readonly Channelz[];
}

/** One channel; `subscriptions` only when asked for and when there are any. */
export interface Channelz {
  readonly name: string;
  readonly msgs: number;
  readonly bytes: number;
  readonly first_seq: number;
  readonly last_seq: number;
  readonly subscriptions?: readonly Subscriptionz[];
}

/** One subscription. A durable queue has `durable:queue` as its queue name and no durable name. */
export interface Subscriptionz {
  readonly client_id: string;
  readonly inbox: string;
  readonly ack_inbox: string;
  readonly durable_name?: string;
  readonly queue_name?: string;
  readonly is_durable: boolean;
  readonly is_offline: boolean;
  readonly max_inflight: number;
  readonly ack_wait: number;
  readonly last_sent: number;
  readonly pending_count: number;
  readonly is_stalled: boolean;
}
