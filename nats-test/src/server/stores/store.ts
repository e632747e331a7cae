import type { MsgParts } from '../../protocol/streaming/hot-codec';

/*
 * What keeps channels, messages and subscriptions. Stores store: they know nothing of clients that
 * are connected, of delivery or of time-outs, and they never answer anybody.
 *
 * Nothing may be delivered or acknowledged before the flush that follows its write: a store may
 * collect writes until then.
 */

/** Limits of a channel; 0 stands for no limit. */
export interface ChannelLimits {
  readonly msgsMax: number;
  readonly bytesMax: number;
  readonly ageMsMax: number;
  readonly subscriptionsMax: number;
  /** How long a channel may be without a new message and an active subscription before it goes. */
  readonly inactivityMsMax: number;
}

/** Limits of a store; 0 stands for no limit. */
export interface StoreLimits extends ChannelLimits {
  readonly channelsMax: number;
  /** Other limits for some channels, by name or pattern (`foo.*`); see {@link ChannelRule}. */
  readonly channels?: Readonly<Record<string, ChannelRule>>;
}

/**
 * Limits of the channels that a pattern matches. What is left out or 0 is as for a wider pattern that
 * matches, or for all channels; less than 0 stands for no limit.
 */
export type ChannelRule = Partial<ChannelLimits>;

/** Where a stored message lies: an encoded `MsgProto`, valid until the next change of the store. */
export interface StoredMsg {
  bytes: Buffer;
  start: number;
  end: number;
}

/** The messages of one channel, in sequence. */
export interface MsgStore {
  /** Sequence of the oldest message; 0 when there never was one; `last + 1` when all are gone. */
  readonly first: number;
  /** Sequence of the newest message; 0 when there never was one. Stays when messages go. */
  readonly last: number;
  readonly count: number;
  /** Sum of the encoded messages. */
  readonly bytes: number;
  /** Stores a message under `last + 1`, which `parts.sequence` must be; may push old ones out. */
  append(parts: MsgParts): void;
  /** Says in `found` where the message lies; false when it is not there. */
  lookup(sequence: number, found: StoredMsg): boolean;
  /**
   * The first message that is not older than the timestamp (ns since 1970): `last + 1` when all
   * are older, 0 when there never was any.
   */
  sequenceAt(timestampNs: bigint): number;
}

/** What a store keeps of a subscription: it reads this when one is created or updated. */
export interface StoredSubscription {
  /** Given by the store, from 1. */
  id: number;
  lastSent: number;
  /** Empty while the subscription is offline. */
  readonly clientId: string;
  /** Who had it before it went offline: part of what a durable one is known by. */
  readonly formerClientId: string;
  readonly inbox: string;
  readonly ackInbox: string;
  readonly maxInFlight: number;
  readonly ackWaitSecs: number;
  /** Empty but for a durable subscription outside of a queue group. */
  readonly durableName: string;
  readonly isDurable: boolean;
  /** As monitoring shows it; empty outside of queue groups. */
  readonly groupName: string;
  /** For a store that lives no longer than this object, and so need not write down each one. */
  readonly pending: { bySequence(): readonly { readonly sequence: number }[] };
}

/** A subscription as it was when the server before ended. */
export interface RecoveredSubscription {
  readonly id: number;
  readonly lastSent: number;
  /** Whose it is, or was before it went offline; empty for a durable group without members. */
  readonly clientId: string;
  /** Was closed, or its client was gone, when the server ended. */
  readonly isOffline: boolean;
  readonly inbox: string;
  readonly ackInbox: string;
  readonly maxInFlight: number;
  readonly ackWaitSecs: number;
  readonly durableName: string;
  readonly isDurable: boolean;
  readonly groupName: string;
  /** Sent and not acknowledged, rising. When each was sent is not kept. */
  readonly pending: readonly number[];
}

/** The subscriptions of one channel and what each has been sent but has not acknowledged. */
export interface SubscriptionStore {
  /** Gives the subscription its ID; false when the channel has as many as it may have. */
  create(subscription: StoredSubscription): boolean;
  update(subscription: StoredSubscription): void;
  /** From now on this object stands for the recovered subscription of its ID; nothing has changed. */
  adopt(subscription: StoredSubscription): void;
  delete(id: number): void;
  addPending(id: number, sequence: number): void;
  ackPending(id: number, sequence: number): void;
}

export interface ChannelStore {
  readonly msgs: MsgStore;
  readonly subscriptions: SubscriptionStore;
}

/** What a store keeps of a client. */
export interface StoredClient {
  readonly id: string;
  readonly heartbeatInbox: string;
  readonly connId: Uint8Array;
}

/** What a server must be again after a restart, so that its clients still find it. */
export interface StoredServer {
  readonly clusterId: string;
  /** Part of the subjects that clients were told when they connected. */
  readonly subjectsId: string;
}

/** A channel that the store has brought back. */
export interface RecoveredChannel {
  readonly name: string;
  readonly store: ChannelStore;
  /** By ID, rising. */
  readonly subscriptions: readonly RecoveredSubscription[];
}

/** What the server before has left. */
export interface RecoveredState {
  readonly server: StoredServer;
  readonly clients: readonly StoredClient[];
  readonly channels: readonly RecoveredChannel[];
}

/** Belongs to whoever opened it, who closes it when the server that used it has ended. */
export interface Store {
  /** As `/streaming/storez` calls it. */
  readonly type: 'MEMORY' | 'FILE';
  readonly limits: StoreLimits;
  /** Called once by each server, before all else; undefined when there was no server before. */
  recover(): RecoveredState | undefined;
  /** Called by a server that has recovered nothing, before it stores anything. */
  init(server: StoredServer): void;
  /** Called when the server has started: until then nothing that it brings about is written. */
  begin(): void;
  addClient(client: StoredClient): void;
  deleteClient(clientId: string): void;
  /** A new channel, which must not be there yet; undefined when there are as many as may be. */
  createChannel(name: string): ChannelStore | undefined;
  deleteChannel(name: string): void;
  /** Makes all that was written so far safe. */
  flush(): void;
  close(): void;
  /** Closes it and writes nothing: for a server that could not start. */
  abandon(): void;
}
