import { seededRandom, type Random } from '../../../src/base/random';
import type { History, SubscriptionTerms } from '../../../src/harness/history/operation';
import { Recorder, type Entry } from '../../../src/harness/history/recorder';
import { pick } from '../../support/random-values';

const ACK_WAIT_MS = 1000;
const CHANNEL = 'c';
const ACTING_MS = 12_000;
/** Long enough for whatever is left to come, now and then too short. */
const DRAIN_MS = 40_000;

/** One way between a client and the server: always the same time, and nothing overtakes. */
interface Link {
  readonly client: string;
  readonly upMs: number;
  readonly downMs: number;
  /** Nothing passes any more, and neither side is told. */
  isFrozen: boolean;
  isWaiting: boolean;
}

interface Member {
  readonly name: string;
  readonly link: Link;
  readonly identity: Identity;
  readonly maxInFlight: number;
  /** At the server: when what is not acknowledged comes again. */
  readonly pending: Map<number, number>;
  /** At the listener: what it has seen and not acknowledged. */
  readonly held: Map<number, number>;
  /** The listener has asked for its end and takes nothing more. */
  hasLeft: boolean;
  isReady: boolean;
}

interface Identity {
  readonly name: string;
  readonly kind: 'plain' | 'durable' | 'group';
  /** Whom the server knows. */
  members: Member[];
  lastSent: number;
  readonly counts: Map<number, number>;
  readonly away: Set<number>;
}

/**
 * A server that does everything right but is far away and now and then busy, and a harness that
 * stands still at times. While the server is busy it does nothing, and then it looks at the ack waits
 * before it reads what has come.
 */
class SlowModel {
  private nowMs = 0;
  private readonly recorder = new Recorder(() => this.nowMs);
  private readonly random: Random;
  private readonly events = new Map<number, (() => void)[]>();
  private readonly values: string[] = [];
  private readonly sequences = new Map<string, number>();
  private readonly identities: Identity[];
  private readonly links = new Map<string, Link>();
  private readonly members: Member[] = [];
  private inbox: (() => void)[] = [];
  private unread: (() => void)[] = [];
  private busyUntilMs = 0;
  private pausedSinceMs = -1;
  private pausedUntilMs = 0;
  private names = 0;
  private published = 0;
  private readonly countsAnyAck: boolean;
  private readonly slownessMs: number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.countsAnyAck = this.random.below(2) === 0;
    this.slownessMs = pick(this.random, [2, 50, 400, 1500, 3001]);
    this.identities = (
      [
        ['plain', 'plain'],
        ['q', 'group'],
        ['r', 'group'],
        ['d', 'durable'],
      ] as const
    ).map(([name, kind]) => ({
      ...{ name, kind, members: [], lastSent: 0 },
      counts: new Map(),
      away: new Set(),
    }));
  }

  run(): History {
    const { random } = this;
    for (const identity of this.identities) this.subscribe(identity);
    this.subscribe(this.identities[1]!);
    const drainMs = random.below(4) === 0 ? random.below(6000) : DRAIN_MS;
    const endMs = ACTING_MS + drainMs;
    while (this.nowMs < endMs || this.isPaused) {
      this.nowMs++;
      this.harnessWakes();
      if (this.nowMs < ACTING_MS && random.below(60) === 0) this.actOrStall();
      if (this.nowMs >= ACTING_MS && this.nowMs % 50 === 0 && !this.isPaused) this.ackAll();
      for (const event of this.events.get(this.nowMs) ?? []) event();
      this.events.delete(this.nowMs);
      if (this.nowMs >= this.busyUntilMs) this.serve();
    }
    this.note({ client: '', type: 'ok', f: 'end' });
    return this.recorder.history;
  }

  private get isPaused(): boolean {
    return this.nowMs < this.pausedUntilMs;
  }

  private actOrStall(): void {
    const { random } = this;
    const action = random.below(60);
    if (action === 0) this.busyUntilMs = this.nowMs + random.below(1500);
    else if (action === 1 && !this.isPaused) {
      this.pausedSinceMs = this.nowMs;
      this.pausedUntilMs = this.nowMs + 50 + random.below(4000);
    } else if (!this.isPaused) this.act(action);
  }

  private act(action: number): void {
    const identity = pick(this.random, this.identities);
    if (action < 20) this.publish();
    else if (action < 50) this.ackSome(identity);
    else if (action < 52) this.leave(identity);
    else if (action === 52) this.freeze(identity);
    else if (action < 56) this.subscribe(identity);
  }

  /** What came while the harness stood still is read after it. */
  private harnessWakes(): void {
    if (this.pausedSinceMs < 0 || this.isPaused) return;
    const pausedMs = this.nowMs - this.pausedSinceMs;
    this.pausedSinceMs = -1;
    this.note({ client: '', type: 'ok', f: 'pause', pausedMs });
    const { unread } = this;
    this.unread = [];
    for (const read of unread) read();
  }

  private note(entry: Entry): void {
    this.recorder.record(entry);
  }

  private linkOf(client: string): Link {
    let link = this.links.get(client);
    if (!link) {
      const delay = () => 1 + this.random.below(this.slownessMs);
      link = { client, upMs: delay(), downMs: delay(), isFrozen: false, isWaiting: false };
      this.links.set(client, link);
    }
    return link;
  }

  private at(timeMs: number, action: () => void): void {
    const there = this.events.get(timeMs);
    if (there) there.push(action);
    else this.events.set(timeMs, [action]);
  }

  private toServer(link: Link, action: () => void): void {
    if (link.isFrozen) return;
    this.at(this.nowMs + link.upMs, () => this.inbox.push(action));
  }

  private toClient(link: Link, action: () => void): void {
    const read = (): void => {
      if (!link.isFrozen) action();
    };
    this.at(this.nowMs + link.downMs, () => {
      if (this.pausedSinceMs >= 0) this.unread.push(read);
      else read();
    });
  }

  /** Asks for something; one thing at a time for each client. */
  private request(
    link: Link,
    fields: { f: string } & Record<string, unknown>,
    atServer: () => void,
    answered: () => void = () => undefined,
    behindAnswer: () => void = () => undefined,
  ): void {
    const id = this.recorder.newId();
    const { client } = link;
    link.isWaiting = true;
    this.note({ ...fields, client, id, type: 'invoke' } as Entry);
    this.toServer(link, () => {
      atServer();
      this.toClient(link, () => {
        link.isWaiting = false;
        this.note({ ...fields, client, id, type: 'ok' } as Entry);
        answered();
      });
      behindAnswer();
      this.sendAll();
    });
  }

  private publish(): void {
    const link = this.linkOf('p');
    if (link.isWaiting) return;
    const value = `e${++this.published}`;
    this.request(link, { f: 'publish', channel: CHANNEL, value }, () => {
      this.values.push(value);
      this.sequences.set(value, this.values.length);
      // Deliveries come before the publisher has its answer.
      this.sendAll();
    });
  }

  private subscribe(identity: Identity): void {
    const { kind, name } = identity;
    const own = this.members.filter((member) => member.identity === identity && !member.hasLeft);
    if (own.length >= (kind === 'group' ? 3 : 1)) return;
    const subscription = `${name}-${++this.names}`;
    const link = this.linkOf(kind === 'durable' ? 'durable-client' : subscription);
    if (link.isWaiting || (kind === 'plain' && own.length > 0)) return;
    const maxInFlight = 1 + this.random.below(4);
    const terms: SubscriptionTerms = {
      maxInFlight,
      ackWaitMs: ACK_WAIT_MS,
      ...(kind === 'group' && { queue: name }),
      ...(kind === 'durable' && { durable: name }),
    };
    const member: Member = {
      ...{ name: subscription, link, identity, maxInFlight, hasLeft: false, isReady: false },
      pending: new Map(),
      held: new Map(),
    };
    const isFirst = !this.members.some((other) => other.identity === identity);
    this.members.push(member);
    this.request(
      link,
      { f: 'subscribe', channel: CHANNEL, subscription, terms },
      () => {
        if (isFirst) identity.lastSent = this.values.length;
        if (identity.members.length === 0 && kind === 'durable') identity.counts.clear();
        identity.members.push(member);
      },
      () => (member.isReady = true),
      () => {
        const away = [...identity.away].sort((a, b) => a - b);
        identity.away.clear();
        for (const sequence of away) this.send(member, sequence, true);
      },
    );
  }

  /** One member that is not frozen stays, else events would be nobody's. */
  private leave(identity: Identity): void {
    const present = this.presentOf(identity);
    if (identity.kind === 'plain' || present.length < (identity.kind === 'group' ? 2 : 1)) return;
    const member = pick(this.random, present);
    if (member.link.isWaiting) return;
    member.hasLeft = true;
    this.request(member.link, { f: 'close', subscription: member.name }, () => {
      this.remove(member);
    });
  }

  private freeze(identity: Identity): void {
    const present = this.presentOf(identity);
    if (identity.kind !== 'group' || present.length < 2) return;
    const member = pick(this.random, present);
    if (member.link.isWaiting) return;
    member.link.isFrozen = true;
    member.hasLeft = true;
    const { client } = member.link;
    this.note({ client, type: 'ok', f: 'freeze' });
    this.at(this.nowMs + 2500, () =>
      this.inbox.push(() => {
        this.remove(member);
        this.toClient(this.linkOf('p'), () => {
          this.note({ client, type: 'ok', f: 'registered', isRegistered: false });
        });
      }),
    );
  }

  private presentOf(identity: Identity): Member[] {
    return this.members.filter(
      (member) => member.identity === identity && member.isReady && !member.hasLeft,
    );
  }

  private remove(member: Member): void {
    const { identity, pending } = member;
    identity.members = identity.members.filter((other) => other !== member);
    for (const sequence of pending.keys()) {
      const [heir] = identity.members;
      if (heir) heir.pending.set(sequence, this.nowMs + 100);
      else identity.away.add(sequence);
    }
  }

  private ackSome(identity: Identity): void {
    for (const member of this.presentOf(identity)) {
      for (const sequence of member.held.keys())
        if (this.random.below(3) > 0) this.ack(member, sequence);
    }
  }

  private ackAll(): void {
    for (const member of this.members) {
      if (!member.hasLeft) for (const sequence of member.held.keys()) this.ack(member, sequence);
    }
  }

  private ack(member: Member, sequence: number): void {
    const { link, name: subscription, identity } = member;
    member.held.delete(sequence);
    const value = this.values[sequence - 1]!;
    const what = { channel: CHANNEL, subscription, value, sequence };
    this.note({ client: link.client, type: 'ok', f: 'ack', ...what });
    this.toServer(link, () => {
      if (!identity.members.includes(member)) return;
      member.pending.delete(sequence);
      if (!this.countsAnyAck) return;
      for (const other of identity.members) other.pending.delete(sequence);
    });
  }

  private serve(): void {
    this.redeliverExpired();
    const { inbox } = this;
    this.inbox = [];
    for (const handle of inbox) handle();
    if (inbox.length > 0) this.sendAll();
  }

  private redeliverExpired(): void {
    for (const identity of this.identities) {
      for (const member of [...identity.members]) {
        const expired = [...member.pending].filter(([, dueMs]) => dueMs <= this.nowMs);
        for (const [sequence] of expired.sort(([a], [b]) => a - b)) {
          const receiver = pick(this.random, identity.members);
          const dueMs = member.pending.get(sequence)!;
          if (receiver !== member) member.pending.delete(sequence);
          this.send(receiver, sequence, true);
          if (receiver === member) member.pending.set(sequence, dueMs + ACK_WAIT_MS);
        }
      }
    }
  }

  private sendAll(): void {
    for (const identity of this.identities) {
      while (identity.lastSent < this.values.length) {
        const able = identity.members.filter(
          ({ pending, maxInFlight }) => pending.size < maxInFlight,
        );
        if (able.length === 0) break;
        this.send(pick(this.random, able), ++identity.lastSent, false);
      }
    }
  }

  private send(member: Member, sequence: number, redelivered: boolean): void {
    const { identity, pending, link, name: subscription } = member;
    pending.set(sequence, this.nowMs + ACK_WAIT_MS);
    const redeliveryCount = redelivered ? (identity.counts.get(sequence) ?? 0) + 1 : 0;
    identity.counts.set(sequence, redeliveryCount);
    const value = this.values[sequence - 1]!;
    const what = { channel: CHANNEL, subscription, value, sequence, redelivered, redeliveryCount };
    this.toClient(link, () => {
      if (member.hasLeft) return;
      member.held.set(sequence, this.nowMs);
      this.note({ client: link.client, type: 'ok', f: 'deliver', ...what });
    });
  }
}

/** A history of a right server that is slow; the same for the same seed. */
export function slowHistory(seed: number): History {
  return new SlowModel(seed).run();
}
