import { seededRandom, type Random } from '../../../src/base/random';
import type { History, SubscriptionTerms } from '../../../src/harness/history/operation';
import { Recorder, type Entry } from '../../../src/harness/history/recorder';
import { pick } from '../../support/random-values';

const ACK_WAIT_MS = 1000;
const CHANNEL = 'c';
const STEPS = 120;

interface Member {
  readonly name: string;
  readonly client: string;
  readonly identity: Identity;
  readonly maxInFlight: number;
  /** Sequences that it has not acknowledged, and when they come again. */
  readonly pending: Map<number, number>;
  /** What it has taken over from a member that left, before it is sent. */
  readonly unseen: Set<number>;
  isFrozen: boolean;
}

/** Whoever gets each event once. */
interface Identity {
  readonly name: string;
  readonly kind: 'plain' | 'durable' | 'group';
  members: Member[];
  lastSent: number;
  readonly counts: Map<number, number>;
  /** What a durable that is away has not acknowledged. */
  readonly away: Map<number, number>;
}

/** A server that does everything right, as small as can be, and clients that act at random. */
class Model {
  private nowMs = 0;
  private readonly recorder = new Recorder(() => this.nowMs);
  private readonly values: string[] = [];
  private readonly identities: Identity[] = [];
  private readonly random: Random;
  private names = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  run(): History {
    const { random } = this;
    for (const [name, kind] of [
      ['plain', 'plain'],
      ['q', 'group'],
      ['r', 'group'],
      ['d', 'durable'],
    ] as const) {
      this.identities.push({
        name,
        kind,
        members: [],
        lastSent: 0,
        counts: new Map(),
        away: new Map(),
      });
    }
    for (const identity of this.identities) this.join(identity);
    this.join(this.identities[1]!);
    for (let i = 0; i < STEPS; i++) {
      this.act(random.below(20));
      this.elapse(random.below(60));
    }
    this.drain();
    return this.recorder.history;
  }

  private act(action: number): void {
    const identity = pick(this.random, this.identities);
    if (action < 6) this.publish();
    else if (action < 13) this.ackSome(identity);
    else if (action < 16) this.elapse(this.random.below(ACK_WAIT_MS));
    else if (action === 16) this.leave(identity);
    else if (action === 17) this.freeze(identity);
    else if (identity.members.length < 3) this.join(identity);
  }

  private note(entry: Entry): void {
    this.recorder.record(entry);
  }

  private request(fields: { client: string; f: string } & Record<string, unknown>): void {
    const id = this.recorder.newId();
    this.note({ ...fields, id, type: 'invoke' } as Entry);
    this.nowMs++;
    this.note({ ...fields, id, type: 'ok' } as Entry);
  }

  private publish(): void {
    const id = this.recorder.newId();
    const value = `e${this.values.length + 1}`;
    const fields = { client: 'p', f: 'publish', channel: CHANNEL, value, id } as const;
    this.note({ ...fields, type: 'invoke' });
    this.values.push(value);
    // Deliveries come before the publisher has its answer.
    this.sendAll();
    this.note({ ...fields, type: 'ok' });
  }

  private join(identity: Identity): void {
    const { kind, name, members } = identity;
    if (kind !== 'group' && members.length > 0) return;
    if (kind === 'plain' && this.names > 3) return;
    const subscription = `${name}-${++this.names}`;
    const client = kind === 'durable' ? 'durable-client' : subscription;
    const maxInFlight = 1 + this.random.below(4);
    const terms: SubscriptionTerms = {
      maxInFlight,
      ackWaitMs: ACK_WAIT_MS,
      ...(kind === 'group' && { queue: name }),
      ...(kind === 'durable' && { durable: name }),
    };
    this.request({ client, f: 'subscribe', channel: CHANNEL, subscription, terms });
    const pending = new Map<number, number>();
    const member: Member = {
      name: subscription,
      client,
      identity,
      maxInFlight,
      pending,
      unseen: new Set(),
      isFrozen: false,
    };
    members.push(member);
    const away = [...identity.away.keys()].sort((a, b) => a - b);
    identity.away.clear();
    for (const sequence of away) this.send(member, sequence, true);
    this.sendAll();
  }

  /** A plain subscription and the last member that is not frozen stay, else events would be nobody's. */
  private leave(identity: Identity): void {
    const present = identity.members.filter(({ isFrozen }) => !isFrozen);
    if (identity.kind === 'plain' || present.length === 0) return;
    if (identity.kind === 'group' && present.length < 2) return;
    const member = pick(this.random, present);
    this.request({ client: member.client, f: 'close', subscription: member.name });
    this.remove(member);
  }

  private freeze(identity: Identity): void {
    const present = identity.members.filter(({ isFrozen }) => !isFrozen);
    if (identity.kind !== 'group' || present.length < 2) return;
    const member = pick(this.random, present);
    member.isFrozen = true;
    this.note({ client: member.client, type: 'ok', f: 'freeze' });
  }

  private remove(member: Member): void {
    const { identity, pending } = member;
    identity.members = identity.members.filter((other) => other !== member);
    const [heir] = identity.members;
    for (const sequence of pending.keys()) {
      if (heir) {
        heir.pending.set(sequence, this.nowMs + 100);
        heir.unseen.add(sequence);
      } else identity.away.set(sequence, 0);
    }
    this.sendAll();
  }

  private ackSome({ members }: Identity): void {
    for (const member of members) {
      if (member.isFrozen) continue;
      for (const sequence of member.pending.keys()) {
        if (this.random.below(2) === 0) this.ack(member, sequence);
      }
    }
    this.sendAll();
  }

  private ack(member: Member, sequence: number): void {
    if (member.unseen.has(sequence) || !member.pending.delete(sequence)) return;
    const { client, name: subscription } = member;
    const value = this.values[sequence - 1]!;
    this.note({ client, type: 'ok', f: 'ack', channel: CHANNEL, subscription, value, sequence });
  }

  private sendAll(): void {
    for (const identity of this.identities) {
      while (identity.lastSent < this.values.length) {
        const member = this.pickMember(identity, (other) => other.pending.size < other.maxInFlight);
        if (!member) break;
        this.send(member, ++identity.lastSent, false);
      }
    }
  }

  private pickMember({ members }: Identity, may: (member: Member) => boolean): Member | undefined {
    const able = members.filter(may);
    return able.length === 0 ? undefined : pick(this.random, able);
  }

  private send(member: Member, sequence: number, redelivered: boolean): void {
    const { identity, pending, isFrozen, client, name: subscription } = member;
    const due = pending.get(sequence);
    member.unseen.delete(sequence);
    pending.set(sequence, (redelivered && due ? due : this.nowMs) + ACK_WAIT_MS);
    const count = redelivered ? (identity.counts.get(sequence) ?? 0) + 1 : 0;
    identity.counts.set(sequence, count);
    if (isFrozen) return;
    const value = this.values[sequence - 1]!;
    const place = { client, channel: CHANNEL, subscription, value, sequence };
    this.note({ ...place, type: 'ok', f: 'deliver', redelivered, redeliveryCount: count });
  }

  private elapse(ms: number): void {
    for (let i = 0; i < ms; i++) {
      this.nowMs++;
      for (const identity of this.identities) {
        for (const member of identity.members) {
          for (const [sequence, dueMs] of member.pending) {
            if (dueMs <= this.nowMs) this.redeliver(member, sequence);
          }
        }
      }
    }
  }

  private redeliver(member: Member, sequence: number): void {
    const { identity } = member;
    const receiver = this.pickMember(identity, () => true)!;
    if (receiver !== member) {
      member.pending.delete(sequence);
      member.unseen.delete(sequence);
    }
    this.send(receiver, sequence, true);
  }

  /** Everything is acknowledged, the frozen ones go, and long enough nothing happens. */
  private drain(): void {
    for (const identity of this.identities) {
      for (const member of identity.members) {
        if (!member.isFrozen) continue;
        this.note({ client: member.client, type: 'ok', f: 'registered', isRegistered: false });
        this.remove(member);
      }
    }
    for (const identity of this.identities) this.join(identity);
    for (let round = 0; round < 100; round++) {
      for (const { members } of this.identities) {
        for (const member of members) {
          for (const sequence of member.pending.keys()) {
            if (round % 2 === 1) this.ack(member, sequence);
          }
        }
      }
      this.sendAll();
      this.elapse(150);
    }
    this.elapse(12_000);
    this.note({ client: 'z', type: 'ok', f: 'freeze' });
  }
}

/** A history in which everything is right; the same for the same seed. */
export function randomHistory(seed: number): History {
  return new Model(seed).run();
}
