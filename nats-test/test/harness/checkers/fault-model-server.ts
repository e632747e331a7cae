import type { Random } from '../../../src/base/random';
import type { SubscriptionTerms } from '../../../src/harness/history/operation';
import type { Heartbeats } from '../../../src/harness/history/target-facts';
import { pick } from '../../support/random-values';

/** An event as it is sent. */
export interface Sent {
  readonly sequence: number;
  readonly value: string;
  readonly redelivered: boolean;
  readonly redeliveryCount: number;
}

/** One connection: always as slow, nothing overtakes, and frozen it keeps what was sent. */
export class Wire {
  isOpen = true;
  isFrozen = false;
  private readonly at: (inMs: number, action: () => void) => void;
  private readonly upMs: number;
  private readonly downMs: number;
  private kept: (() => void)[] = [];

  constructor(at: (inMs: number, action: () => void) => void, upMs: number, downMs: number) {
    this.at = at;
    this.upMs = upMs;
    this.downMs = downMs;
  }

  toServer(action: () => void): void {
    this.pass(this.upMs, action);
  }

  toClient(action: () => void): void {
    this.pass(this.downMs, action);
  }

  thaw(): void {
    this.isFrozen = false;
    const { kept } = this;
    this.kept = [];
    for (const pass of kept) pass();
  }

  /** The other end has closed it: what was under way comes before that is noticed. */
  close(noticed: () => void): void {
    this.pass(this.downMs, noticed);
  }

  private pass(delayMs: number, action: () => void): void {
    const arrive = (): void => {
      if (!this.isOpen) return;
      if (this.isFrozen) this.kept.push(arrive);
      else action();
    };
    if (!this.isOpen) return;
    this.at(delayMs, arrive);
  }
}

interface Client {
  readonly id: string;
  wire: Wire;
  /** When the server gives it up, if it stays silent. */
  evictedAtMs: number;
  silentSinceMs: number | undefined;
}

interface Member {
  readonly name: string;
  readonly client: Client;
  readonly identity: Identity;
  readonly terms: SubscriptionTerms;
  readonly pending: Map<number, number>;
  readonly deliver: (sent: Sent) => void;
  isReady: boolean;
}

interface Identity {
  readonly key: string;
  readonly channel: string;
  readonly isDurable: boolean;
  members: Member[];
  lastSent: number;
  counts: Map<number, number>;
  /** Of a durable that is away. */
  away: Set<number>;
  /** As it stands in the file. */
  saved: { lastSent: number; pending: Map<Member | undefined, Set<number>> };
}

/** A server that does everything right, and is killed, frozen, wiped and started again. */
export class FaultyServer {
  isUp = true;
  isFrozen = false;
  private readonly random: Random;
  private readonly nowMs: () => number;
  private readonly heartbeats: Heartbeats;
  private readonly msgsMax: number;
  private inbox: (() => void)[] = [];
  private clients = new Map<string, Client>();
  private identities = new Map<string, Identity>();
  private channels = new Map<string, string[]>();
  private readonly countsAnyAck: boolean;
  /** Each start has subjects of its own: nobody who connected before reaches it. */
  private starts = 0;

  constructor(random: Random, nowMs: () => number, heartbeats: Heartbeats, msgsMax?: number) {
    this.random = random;
    this.nowMs = nowMs;
    this.heartbeats = heartbeats;
    this.msgsMax = msgsMax ?? Number.POSITIVE_INFINITY;
    this.countsAnyAck = random.below(2) === 0;
  }

  /** @param inOrder everything is written to the file first */
  stop(inOrder: boolean): void {
    if (inOrder) for (const identity of this.identities.values()) this.save(identity);
    this.isUp = false;
    this.isFrozen = false;
    this.inbox = [];
    this.starts++;
  }

  start(isWiped: boolean): void {
    this.isUp = true;
    const nowMs = this.nowMs();
    if (isWiped) {
      this.clients = new Map();
      this.identities = new Map();
      this.channels = new Map();
      return;
    }
    for (const client of this.clients.values()) this.fallSilent(client, nowMs);
    for (const identity of this.identities.values()) {
      const { lastSent, pending } = identity.saved;
      identity.lastSent = lastSent;
      identity.counts = new Map();
      identity.away = new Set(pending.get(undefined) ?? []);
      for (const member of identity.members) {
        member.pending.clear();
        for (const sequence of pending.get(member) ?? []) member.pending.set(sequence, nowMs);
      }
    }
  }

  tick(): void {
    if (!this.isUp || this.isFrozen) return;
    this.evict();
    this.redeliverExpired();
    const { inbox } = this;
    this.inbox = [];
    for (const handle of inbox) handle();
    this.sendAll();
  }

  connect(id: string, wire: Wire, done: (isLetIn: boolean) => void): void {
    const start = this.starts;
    this.handle(() => {
      const there = this.clients.get(id);
      const letIn = (): void => {
        if (there) this.remove(there);
        this.clients.set(id, { id, wire, evictedAtMs: 0, silentSinceMs: undefined });
        done(true);
      };
      if (!there) letIn();
      else if (this.isAlive(there)) done(false);
      else {
        // It is asked first, for half a second.
        const untilMs = this.nowMs() + 500;
        const wait = (): void => {
          if (start !== this.starts) return;
          if (this.isAlive(there)) done(false);
          else if (this.nowMs() < untilMs) this.later(wait);
          else if (this.clients.get(id) === there || !this.clients.has(id)) letIn();
          else done(false);
        };
        this.later(wait);
      }
    });
  }

  subscribe(
    clientId: string,
    wire: Wire,
    name: string,
    channel: string,
    terms: SubscriptionTerms,
    deliver: (sent: Sent) => void,
  ): string | (() => void) {
    const client = this.clients.get(clientId);
    if (client?.wire !== wire) return 'stan: unknown clientID';
    const { queue, durable } = terms;
    const key =
      queue === undefined
        ? durable === undefined
          ? `plain ${name}`
          : `durable ${clientId} ${durable}`
        : `group ${queue} ${durable ?? ''}`;
    let identity = this.identities.get(key);
    if (identity && queue === undefined && identity.members.length > 0) {
      return 'stan: duplicate durable registration';
    }
    if (!identity) {
      const all = this.channels.get(channel) ?? [];
      identity = {
        ...{ key, channel, isDurable: durable !== undefined, members: [] },
        ...{ lastSent: terms.start ? 0 : all.length, counts: new Map(), away: new Set() },
        saved: { lastSent: 0, pending: new Map() },
      };
      this.identities.set(key, identity);
    }
    const joined = identity;
    const member: Member = {
      ...{ name, client, identity, terms, pending: new Map(), isReady: false },
      deliver: (sent) => wire.toClient(() => deliver(sent)),
    };
    joined.members.push(member);
    this.save(joined);
    return () => {
      member.isReady = true;
      const away = [...joined.away].sort((a, b) => a - b);
      joined.away.clear();
      for (const sequence of away) this.send(member, sequence, true);
      this.sendAll();
    };
  }

  publish(clientId: string, wire: Wire, channel: string, value: string): boolean {
    if (this.clients.get(clientId)?.wire !== wire) return false;
    const all = this.channels.get(channel) ?? [];
    this.channels.set(channel, all);
    all.push(value);
    this.sendAll();
    // What is stored takes what was acknowledged before into the file with it.
    for (const identity of this.identities.values()) {
      if (identity.channel === channel) this.save(identity);
    }
    return true;
  }

  ack(name: string, sequence: number): void {
    for (const { members } of this.identities.values()) {
      const member = members.find((some) => some.name === name);
      if (!member) continue;
      member.pending.delete(sequence);
      if (this.countsAnyAck) for (const other of members) other.pending.delete(sequence);
    }
  }

  close(name: string, isForGood: boolean): boolean {
    for (const { members } of this.identities.values()) {
      const member = members.find((some) => some.name === name);
      if (!member) continue;
      this.leave(member, isForGood);
      return true;
    }
    return false;
  }

  disconnect(id: string, wire: Wire): boolean {
    const client = this.clients.get(id);
    if (client?.wire !== wire) return false;
    this.remove(client);
    return true;
  }

  knows(id: string, wire: Wire): boolean {
    return this.clients.get(id)?.wire === wire;
  }

  /** The connection is gone; the streaming server hears of that when heartbeats fail. */
  cutOff(wire: Wire): void {
    for (const client of this.clients.values()) {
      if (client.wire === wire) this.fallSilent(client, this.nowMs());
    }
  }

  private handle(action: () => void): void {
    if (this.isUp) this.inbox.push(action);
  }

  /** At the next turn. */
  private later(action: () => void): void {
    this.inbox.push(action);
  }

  private isAlive({ wire }: Client): boolean {
    return wire.isOpen && !wire.isFrozen;
  }

  private fallSilent(client: Client, nowMs: number): void {
    client.silentSinceMs ??= nowMs;
    const { intervalMs, timeoutMs, failuresMax } = this.heartbeats;
    const leastMs = timeoutMs + failuresMax * (intervalMs + timeoutMs);
    client.evictedAtMs = nowMs + leastMs + this.random.below(intervalMs);
  }

  private evict(): void {
    const nowMs = this.nowMs();
    for (const client of [...this.clients.values()]) {
      if (this.isAlive(client)) {
        client.silentSinceMs = undefined;
      } else if (client.silentSinceMs === undefined) {
        this.fallSilent(client, nowMs);
      } else if (nowMs >= client.evictedAtMs) this.remove(client);
    }
  }

  private remove(client: Client): void {
    if (this.clients.get(client.id) === client) this.clients.delete(client.id);
    for (const { members } of [...this.identities.values()]) {
      for (const member of [...members]) if (member.client === client) this.leave(member, false);
    }
  }

  private leave(member: Member, isForGood: boolean): void {
    const { identity, pending } = member;
    identity.members = identity.members.filter((other) => other !== member);
    const [heir] = identity.members;
    for (const sequence of pending.keys()) {
      if (heir) heir.pending.set(sequence, this.nowMs() + 100);
      else identity.away.add(sequence);
    }
    if (!heir && (isForGood || !identity.isDurable)) this.identities.delete(identity.key);
    this.save(identity);
  }

  private save(identity: Identity): void {
    const pending = new Map<Member | undefined, Set<number>>();
    pending.set(undefined, new Set(identity.away));
    for (const member of identity.members) pending.set(member, new Set(member.pending.keys()));
    identity.saved = { lastSent: identity.lastSent, pending };
  }

  private firstThere(channel: string): number {
    return Math.max(1, (this.channels.get(channel)?.length ?? 0) - this.msgsMax + 1);
  }

  private sendAll(): void {
    for (const identity of this.identities.values()) {
      const all = this.channels.get(identity.channel) ?? [];
      identity.lastSent = Math.max(identity.lastSent, this.firstThere(identity.channel) - 1);
      while (identity.lastSent < all.length) {
        const able = identity.members.filter(
          ({ pending, terms, isReady }) => isReady && pending.size < terms.maxInFlight,
        );
        const least = Math.min(...able.map(({ pending }) => pending.size));
        const best = able.filter(({ pending }) => pending.size === least);
        if (best.length === 0) break;
        this.send(pick(this.random, best), ++identity.lastSent, false);
      }
    }
  }

  private redeliverExpired(): void {
    const nowMs = this.nowMs();
    for (const identity of this.identities.values()) {
      for (const member of [...identity.members]) {
        const expired = [...member.pending].filter(([, dueMs]) => dueMs <= nowMs);
        for (const [sequence, dueMs] of expired.sort(([a], [b]) => a - b)) {
          const able = identity.members.filter(({ isReady }) => isReady);
          if (able.length === 0) continue;
          const receiver = pick(this.random, able);
          if (receiver !== member) member.pending.delete(sequence);
          this.send(receiver, sequence, true);
          if (receiver === member && dueMs + member.terms.ackWaitMs > nowMs) {
            member.pending.set(sequence, dueMs + member.terms.ackWaitMs);
          }
        }
      }
    }
  }

  private send(member: Member, sequence: number, redelivered: boolean): void {
    const { identity, pending, terms } = member;
    // What the channel has let go of counts as acknowledged.
    if (sequence < this.firstThere(identity.channel)) {
      pending.delete(sequence);
      return;
    }
    pending.set(sequence, this.nowMs() + terms.ackWaitMs);
    const redeliveryCount = redelivered ? (identity.counts.get(sequence) ?? 0) + 1 : 0;
    identity.counts.set(sequence, redeliveryCount);
    const value = this.channels.get(identity.channel)?.[sequence - 1] ?? '';
    member.deliver({ sequence, value, redelivered, redeliveryCount });
  }
}
