import type { Log } from '../../base/log';
import { randomId, type Random } from '../../base/random';
import { StreamingError } from '../../protocol/streaming/errors';
import type { SubscriptionRequest } from '../../protocol/streaming/messages';
import type { Acks } from './acks';
import { durableKey, type Channel } from './channel';
import type { Client, Clients } from './clients';
import type { Inactivity } from './inactivity';
import { removeFromList } from './list';
import type { QueueGroup } from './queue-group';
import type { Redelivery } from './redelivery';
import type { Start } from './start-position';
import { StreamingSubscription, type SubscriptionTerms } from './subscription';

/** A transferred message is due at once: its expiry lies this far back. */
const TAKEN_OVER_AGO_MS = 1000;

/** How a subscription came about or went, for the log. */
interface Change {
  readonly verb: string;
  readonly clientId: string;
  readonly start?: string;
}

interface Parts {
  readonly clients: Clients;
  readonly acks: Acks;
  readonly redelivery: Redelivery;
  readonly inactivity: Inactivity;
  readonly random: Random;
  readonly log: Log;
  readonly nowMs: () => number;
}

/** The life of subscriptions: they start, are resumed, go offline or end. */
export class Subscriptions {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /**
   * Starts a subscription, or resumes the durable one that the request names.
   * @param startOf computes where a new one begins; a resumed one goes on where it was
   */
  subscribe(
    channel: Channel,
    request: SubscriptionRequest,
    startOf: () => Start,
  ): StreamingSubscription | StreamingError {
    const { clients, log } = this.parts;
    const name = this.nameOf(channel, request);
    if (typeof name === 'string') {
      log.error(
        `[Client:${request.clientID}] Unable to add subscription for ${channel.name}: ${name}`,
      );
      return name;
    }
    const client = clients.get(request.clientID);
    if (!client) return `can't find clientID: ${request.clientID}`;
    const terms: SubscriptionTerms = {
      clientId: request.clientID,
      inbox: request.inbox,
      ackInbox: `_INBOX.${randomId(this.parts.random)}`,
      maxInFlight: request.maxInFlight,
      ackWaitSecs: request.ackWaitInSecs,
    };
    if (name.remembered) {
      this.resume(channel, name.remembered, client, terms);
      return name.remembered;
    }
    return this.start(channel, name, client, terms, startOf);
  }

  /**
   * Takes a subscription from its client.
   * @param forGood `unsubscribe` ends a durable one too; `close` and a lost client leave it offline
   */
  remove(subscription: StreamingSubscription, forGood: boolean): void {
    const { channel, group, clientId } = subscription;
    subscription.formerClientId = clientId;
    subscription.clientId = '';
    subscription.clearAckTimer();
    this.parts.acks.stopListening(subscription);
    channel.byAckInbox.delete(subscription.ackInbox);
    let isGroupEmpty = false;
    if (group) {
      isGroupEmpty = this.removeMember(channel, group, subscription, forGood);
    } else {
      channel.removePlain(subscription);
      if (subscription.isDurable && forGood) {
        channel.durables.delete(durableKey(clientId, channel.name, subscription.durableName));
      }
      if (subscription.isDurable && !forGood) channel.store.subscriptions.update(subscription);
      else channel.store.subscriptions.delete(subscription.id);
    }
    if (this.parts.log.debugs) {
      const ends = forGood || !subscription.isDurable;
      let verb = 'Suspended';
      if (ends && (!group || isGroupEmpty)) verb = 'Removed';
      else if (group && !isGroupEmpty) verb = 'Removed member from';
      this.logChange(subscription, { verb, clientId });
    }
    this.parts.inactivity.watch(channel);
  }

  /** Takes all subscriptions from a client that goes; durable ones stay, offline. */
  removeAllOf(client: Client): void {
    for (const subscription of client.subscriptions) this.remove(subscription, false);
    client.subscriptions.length = 0;
  }

  /** What the request names: a group or a durable, and its remembered state if there is one. */
  private nameOf(channel: Channel, request: SubscriptionRequest): Name | StreamingError {
    const { qGroup, durableName, clientID } = request;
    if (qGroup !== '') {
      if (durableName.includes(':')) return StreamingError.invalidDurableName;
      const isDurable = durableName !== '';
      const groupName = isDurable ? `${durableName}:${qGroup}` : qGroup;
      const group = channel.groups.get(groupName);
      return { groupName, durableName: '', isDurable, remembered: group?.shadow };
    }
    if (durableName === '') {
      return { groupName: '', durableName, isDurable: false, remembered: undefined };
    }
    const remembered = channel.durables.get(durableKey(clientID, channel.name, durableName));
    if (remembered && !remembered.isOffline) return StreamingError.duplicateDurable;
    return { groupName: '', durableName, isDurable: true, remembered };
  }

  private start(
    channel: Channel,
    name: Name,
    client: Client,
    terms: SubscriptionTerms,
    startOf: () => Start,
  ): StreamingSubscription | StreamingError {
    const isNewGroup = name.groupName !== '' && !channel.groups.has(name.groupName);
    // The start position of who joins a group is ignored: the group is somewhere already.
    const start = name.groupName === '' || isNewGroup ? startOf() : undefined;
    const group = name.groupName === '' ? undefined : channel.group(name.groupName);
    const subscription = new StreamingSubscription(channel, { ...name, group });
    subscription.takeTerms(terms);
    if (start) subscription.lastSent = start.lastSent;
    if (!channel.store.subscriptions.create(subscription)) {
      if (isNewGroup) channel.groups.delete(name.groupName);
      this.parts.log.error(
        `Unable to add subscription for ${channel.name}: ${StreamingError.tooManySubscriptions}`,
      );
      return StreamingError.tooManySubscriptions;
    }
    if (group && subscription.lastSent > group.lastSent) group.lastSent = subscription.lastSent;
    this.putOnline(channel, subscription, client);
    const verb = start ? 'Started new' : 'Added member to';
    this.logChange(subscription, {
      verb,
      clientId: client.id,
      ...(start ? { start: start.text } : {}),
    });
    return subscription;
  }

  private resume(
    channel: Channel,
    subscription: StreamingSubscription,
    client: Client,
    terms: SubscriptionTerms,
  ): void {
    if (subscription.group) subscription.group.shadow = undefined;
    subscription.takeTerms(terms);
    subscription.stalled = false;
    subscription.hasFailedHeartbeat = false;
    // It was the connection of the client before that took no more.
    subscription.paused = false;
    // No message before the response, not even a new one that comes meanwhile.
    subscription.initialized = false;
    if (subscription.pending.count > 0) {
      subscription.newOnHold = true;
      subscription.pending.date(this.parts.nowMs());
      this.parts.redelivery.setTimer(subscription, subscription.ackWaitMs);
    }
    channel.store.subscriptions.update(subscription);
    this.putOnline(channel, subscription, client);
    this.logChange(subscription, { verb: 'Resumed', clientId: client.id });
  }

  private putOnline(channel: Channel, subscription: StreamingSubscription, client: Client): void {
    client.subscriptions.push(subscription);
    channel.add(subscription);
    this.parts.acks.listen(subscription);
    this.parts.inactivity.stop(channel);
  }

  /** Returns whether the group has no member left. */
  private removeMember(
    channel: Channel,
    group: QueueGroup,
    member: StreamingSubscription,
    forGood: boolean,
  ): boolean {
    const store = channel.store.subscriptions;
    group.remove(member);
    if (group.members.length === 0) {
      group.stalledMembers = 0;
      if (forGood || !member.isDurable) {
        channel.groups.delete(group.name);
        store.delete(member.id);
      } else {
        // The last member's state is the group's, until somebody joins again.
        group.shadow = member;
        member.lastSent = group.lastSent;
        store.update(member);
      }
      return true;
    }
    if (member.stalled && group.stalledMembers > 0) group.stalledMembers--;
    this.handOver(group, member);
    store.delete(member.id);
    const { members, lastSent } = group;
    if (member.lastSent === lastSent && !members.some((it) => it.lastSent === lastSent)) {
      // How far the group is must be known to one of its members, for a restart.
      const [first] = members;
      if (first) {
        first.lastSent = lastSent;
        store.update(first);
      }
    }
    return false;
  }

  /** Gives the pending messages of a member that left to the others, in turns, to be redelivered soon. */
  private handOver(group: QueueGroup, from: StreamingSubscription): void {
    const dueMs = this.parts.nowMs() - TAKEN_OVER_AGO_MS;
    const receivers = new Set<StreamingSubscription>();
    let turn = 0;
    for (const { sequence } of from.pending.byExpiry()) {
      const receiver = group.members[turn++ % group.members.length];
      if (!receiver) return;
      receiver.pending.set(sequence, dueMs);
      receiver.channel.store.subscriptions.addPending(receiver.id, sequence);
      if (sequence > receiver.lastSent) receiver.lastSent = sequence;
      receivers.add(receiver);
    }
    from.pending.clear();
    for (const receiver of receivers) this.parts.redelivery.hurry(receiver);
  }

  private logChange(subscription: StreamingSubscription, change: Change): void {
    if (!this.parts.log.debugs) return;
    const { group, isDurable, durableName, channel, inbox, id } = subscription;
    const kind = `${isDurable ? 'durable ' : ''}${group ? 'queue ' : ''}`;
    let specific = '';
    if (group) specific = ` queue=${group.name},`;
    else if (isDurable) specific = ` durable=${durableName},`;
    const sending = change.start === undefined ? '' : `, sending ${change.start}`;
    this.parts.log.debug(
      `[Client:${change.clientId}] ${change.verb} ${kind}subscription, subject=${channel.name}, ` +
        `inbox=${inbox},${specific} subid=${id}${sending}`,
    );
  }
}

/** What a request names. */
interface Name {
  /** Empty outside of queue groups. */
  readonly groupName: string;
  readonly durableName: string;
  readonly isDurable: boolean;
  /** The durable state that an offline subscription, or a group without members, has left. */
  readonly remembered: StreamingSubscription | undefined;
}

/** Takes the subscription from the list of its client; false when it was not in there. */
export function removeFromClient(client: Client, subscription: StreamingSubscription): boolean {
  return removeFromList(client.subscriptions, subscription);
}
