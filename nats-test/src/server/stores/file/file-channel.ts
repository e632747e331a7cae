import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { ChannelLimits, ChannelStore, RecoveredSubscription } from '../store';
import type { Changes, Database } from './database';
import { FileMsgStore, type MsgCounts } from './file-msg-store';
import { FileSubscriptionStore } from './file-subscription-store';
import { allMessages, allPending, channelKey, lastSentKey, subscriptionKey } from './keys';
import type { Sealer } from './sealed';

/** What the record of a channel says; how many messages and bytes there are is counted anew. */
export interface ChannelRecord {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly lastSubscriptionId: number;
}

/** What a channel needs of its store. */
export interface ChannelParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly limits: ChannelLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when the channel has something to write. */
  readonly onChange: (channel: FileChannel) => void;
}

/** A channel of a store on disk. */
export class FileChannel implements ChannelStore {
  readonly id: number;
  readonly name: string;
  readonly msgs: FileMsgStore;
  readonly subscriptions: FileSubscriptionStore;
  private readonly sealer: Sealer;
  private hasChanged = false;

  constructor(parts: ChannelParts, id: number, name: string) {
    const { limits, clock, log, sealer, database } = parts;
    this.id = id;
    this.name = name;
    this.sealer = sealer;
    const changed = (): void => {
      if (this.hasChanged) return;
      this.hasChanged = true;
      parts.onChange(this);
    };
    this.msgs = new FileMsgStore(
      { database, sealer, channelId: id, onChange: changed },
      name,
      limits,
      clock,
      log,
    );
    this.subscriptions = new FileSubscriptionStore(limits, id, sealer, changed);
  }

  /** Begins with what is on disk. */
  recover(
    counts: MsgCounts,
    lastSubscriptionId: number,
    subscriptions: readonly RecoveredSubscription[],
  ): void {
    this.msgs.recover(counts);
    this.subscriptions.recover(lastSubscriptionId, subscriptions);
  }

  /** Adds what has changed to what is written. */
  write(changes: Changes): void {
    const { first, last } = this.msgs;
    const record: ChannelRecord = {
      name: this.name,
      first,
      last,
      lastSubscriptionId: this.subscriptions.lastId,
    };
    const key = channelKey(this.id);
    changes.put(key, this.sealer.seal(key, Buffer.from(JSON.stringify(record))));
    this.msgs.write(changes);
    this.subscriptions.write(changes);
  }

  /** What has changed is written. */
  written(): void {
    this.hasChanged = false;
    this.msgs.written();
    this.subscriptions.written();
  }
}

/** Takes all of a channel off the disk. */
export function removeChannel(changes: Changes, id: number): void {
  changes.remove(channelKey(id));
  for (const all of [allMessages(id), subscriptionKey(id), lastSentKey(id), allPending(id)]) {
    changes.removeStartingWith(all);
  }
}
