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

/** Limits of a channel in {@link Storez}. */
export interface ChannelLimitsOfStorez {
  readonly max_msgs: number;
  readonly max_bytes: number;
  readonly max_age: number;
  readonly max_subscriptions: number;
  readonly max_inactivity: number;
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
    /** Limits of single channels, by name or pattern. */
    readonly channels?: Readonly<Record<string, ChannelLimitsOfStorez>>;
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

/*
 * Pages of core NATS, as nats-server 2.1.4 has them.
 */

/** `/varz` */
export interface Varz {
  readonly server_id: string;
  readonly server_name: string;
  readonly version: string;
  readonly proto: number;
  readonly go: string;
  readonly host: string;
  readonly port: number;
  /** Only when clients have to say who they are. */
  readonly auth_required?: true;
  /** Only when clients have to speak TLS. */
  readonly tls_required?: true;
  /** Only when they have to show a certificate. */
  readonly tls_verify?: true;
  readonly max_connections: number;
  /** Of one connection; only when there is a limit. */
  readonly max_subscriptions?: number;
  /** Nanoseconds. */
  readonly ping_interval: number;
  readonly ping_max: number;
  readonly http_host: string;
  readonly http_port: number;
  readonly https_port: number;
  /** Seconds. */
  readonly auth_timeout: number;
  readonly max_control_line: number;
  readonly max_payload: number;
  readonly max_pending: number;
  readonly cluster: object;
  readonly gateway: object;
  readonly leaf: object;
  /** Seconds. */
  readonly tls_timeout: number;
  /** Nanoseconds. */
  readonly write_deadline: number;
  readonly start: string;
  readonly now: string;
  readonly uptime: string;
  readonly mem: number;
  readonly cores: number;
  /** Percent of one core. */
  readonly cpu: number;
  readonly connections: number;
  readonly total_connections: number;
  readonly routes: number;
  readonly remotes: number;
  readonly leafnodes: number;
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly slow_consumers: number;
  readonly subscriptions: number;
  /** How often each page was asked for. */
  readonly http_req_stats: Readonly<Record<string, number>>;
  readonly config_load_time: string;
}

/** `/connz` */
export interface Connz {
  readonly server_id: string;
  readonly now: string;
  readonly num_connections: number;
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  readonly connections: readonly ConnInfo[];
}

/** One connection; what it has not is left out. */
export interface ConnInfo {
  readonly cid: number;
  readonly ip: string;
  readonly port: number;
  readonly start: string;
  readonly last_activity: string;
  readonly stop?: string;
  readonly reason?: string;
  /** A duration as Go writes it. */
  readonly rtt?: string;
  readonly uptime: string;
  readonly idle: string;
  readonly pending_bytes: number;
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly subscriptions: number;
  readonly name?: string;
  readonly lang?: string;
  readonly version?: string;
  readonly tls_version?: string;
  readonly tls_cipher_suite?: string;
  readonly authorized_user?: string;
  readonly subscriptions_list?: readonly string[];
}

/** `/subsz`; the list and what belongs to it only when it was asked for and is not empty. */
export interface Subsz {
  readonly num_subscriptions: number;
  readonly num_cache: number;
  readonly num_inserts: number;
  readonly num_removes: number;
  readonly num_matches: number;
  readonly cache_hit_rate: number;
  readonly max_fanout: number;
  readonly avg_fanout: number;
  readonly total?: number;
  readonly offset?: number;
  readonly limit?: number;
  readonly subscriptions_list?: readonly SubDetail[];
}

/** One subscription of core NATS. */
export interface SubDetail {
  readonly subject: string;
  readonly qgroup?: string;
  readonly sid: string;
  readonly msgs: number;
  readonly max?: number;
  readonly cid: number;
}

/** `/routez`: this server has no routes. */
export interface Routez {
  readonly server_id: string;
  readonly now: string;
  readonly num_routes: number;
  readonly routes: readonly never[];
}

/** `/gatewayz`: nor gateways. */
export interface Gatewayz {
  readonly server_id: string;
  readonly now: string;
  readonly outbound_gateways: object;
  readonly inbound_gateways: object;
}

/** `/leafz`: nor leaf nodes. */
export interface Leafz {
  readonly server_id: string;
  readonly now: string;
  readonly leafnodes: number;
  readonly leafs: null;
}
