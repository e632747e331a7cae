import { seededRandom, type Random } from '../../../src/base/random';
import type { Fault } from '../../../src/harness/history/fault';
import type { History, SubscriptionTerms } from '../../../src/harness/history/operation';
import { Recorder, type Entry } from '../../../src/harness/history/recorder';
import type { Heartbeats, TargetFacts } from '../../../src/harness/history/target-facts';
import { pick } from '../../support/random-values';
import { FaultyServer, Wire, type Sent } from './fault-model-server';

const MAIN_MS = 12_000;
/** Long enough for whatever is left to come. */
const DRAIN_MS = 45_000;
const ACK_WAIT_MS = 1000;

/** 2.4 s at the most, 2.0 s at the least. */
const heartbeats: Heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };

/** A process of a service: it comes back when it has lost its connection. */
interface Actor {
  readonly name: string;
  readonly channel: string;
  readonly terms: SubscriptionTerms | undefined;
  wire: Wire | undefined;
  state: 'away' | 'connecting' | 'there';
  subscription: string | undefined;
  starts: number;
  /** What it has got and not acknowledged. */
  readonly held: Map<number, string>;
  /** Requests without an answer, over its connection. */
  readonly open: Map<number, Record<string, unknown>>;
  /** It has left on purpose, and comes back when it likes. */
  isResting: boolean;
}

/** A history and what is known of the server that made it. */
export interface FaultHistory {
  readonly history: History;
  readonly target: TargetFacts;
}

/** Clients that act at random on a right server, while things go wrong. */
class FaultModel {
  private nowMs = 0;
  private readonly recorder = new Recorder(() => this.nowMs);
  private readonly random: Random;
  private readonly timers = new Map<number, (() => void)[]>();
  private readonly server: FaultyServer;
  private readonly actors: Actor[] = [];
  private readonly limits: { msgsMax: number } | undefined;
  private readonly slownessMs: number;
  private readonly wipes: boolean;
  private readonly rivals: Actor[] = [];
  private values = 0;
  private claims = 0;
  private isServerStruck = false;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    const { random } = this;
    this.limits = random.below(4) === 0 ? { msgsMax: 5 + random.below(20) } : undefined;
    this.slownessMs = pick(random, [2, 10, 60]);
    this.wipes = random.below(3) === 0;
    this.server = new FaultyServer(random, () => this.nowMs, heartbeats, this.limits?.msgsMax);
    this.add('p1', 'c');
    this.add('p2', 'c');
    this.add('p3', 'd');
    this.add('plain', 'c', {});
    this.add('early', 'c', { start: { from: 'first' } });
    this.add('sole', 'd', { durable: 'sole', start: { from: 'first' } });
    this.add('dur', 'c', { durable: 'dur' });
    for (const name of ['q1', 'q2', 'q3']) this.add(name, 'c', { queue: 'q' });
    for (const name of ['h1', 'h2']) this.add(name, 'c', { queue: 'h', durable: 'dh' });
  }

  run(): FaultHistory {
    const { random } = this;
    for (const actor of this.actors) this.at(random.below(300), () => this.connect(actor));
    this.note({ client: '', type: 'ok', f: 'phase', phase: 'main' });
    while (this.nowMs < MAIN_MS) {
      this.tick();
      if (random.below(12) === 0) this.act(pick(random, this.actors));
      if (random.below(400) === 0) this.strike();
      if (random.below(600) === 0) this.claim(pick(random, this.actors));
    }
    this.note({ client: '', type: 'ok', f: 'phase', phase: 'drain' });
    while (this.nowMs < MAIN_MS + DRAIN_MS) {
      this.tick();
      if (this.nowMs % 40 === 0) for (const actor of this.actors) this.recover(actor);
    }
    this.note({ client: '', type: 'ok', f: 'end' });
    const target = { heartbeats, ...(this.limits && { limits: this.limits }) };
    return { history: this.recorder.history, target };
  }

  private add(name: string, channel: string, given?: Partial<SubscriptionTerms>): void {
    const terms = given && {
      maxInFlight: 1 + this.random.below(6),
      ackWaitMs: ACK_WAIT_MS,
      ...given,
    };
    this.actors.push({
      ...{ name, channel, terms, wire: undefined, state: 'away', subscription: undefined },
      ...{ starts: 0, held: new Map(), open: new Map(), isResting: false },
    });
  }

  private tick(): void {
    this.nowMs++;
    for (const action of this.timers.get(this.nowMs) ?? []) action();
    this.timers.delete(this.nowMs);
    this.server.tick();
  }

  private at(inMs: number, action: () => void): void {
    const atMs = this.nowMs + Math.max(1, inMs);
    const there = this.timers.get(atMs);
    if (there) there.push(action);
    else this.timers.set(atMs, [action]);
  }

  private note(entry: Entry): void {
    this.recorder.record(entry);
  }

  private act(actor: Actor): void {
    const { random } = this;
    const action = random.below(100);
    if (actor.state === 'away') {
      if (!actor.isResting || action < 20) this.connect(actor);
      return;
    }
    if (actor.state !== 'there') return;
    if (!actor.terms) {
      for (let i = random.below(3); i >= 0; i--) this.publish(actor);
    } else if (!actor.subscription) {
      this.subscribe(actor);
    } else if (action < 70) {
      for (const sequence of actor.held.keys()) {
        if (random.below(3) > 0) this.ack(actor, sequence);
      }
    } else if (action < 73) this.end(actor, random.below(5) === 0 ? 'unsubscribe' : 'close');
    else if (action === 73) this.goodbye(actor);
    else if (action === 74) this.crash(actor);
  }

  /** Everything is acknowledged, and everybody comes back. */
  private recover(actor: Actor): void {
    if (actor.state === 'away') this.connect(actor);
    if (actor.state !== 'there' || !actor.terms) return;
    if (!actor.subscription) this.subscribe(actor);
    for (const sequence of actor.held.keys()) this.ack(actor, sequence);
  }

  private strike(): void {
    const { random } = this;
    const kind = random.below(10);
    if (kind < 4 && !this.isServerStruck) {
      this.strikeServer(pick(random, ['kill', 'restart', 'freeze', this.wipes ? 'wipe' : 'kill']));
      return;
    }
    const actor = pick(random, this.actors);
    if (kind < 6) this.freeze(actor, pick(random, [100, 700, 1500, 2200, 3500]));
    else if (kind < 8) this.cut(actor);
    else this.crash(actor);
  }

  private strikeServer(fault: Fault): void {
    this.isServerStruck = true;
    const isWiped = fault === 'wipe';
    const mark = (state: 'begins' | 'ends'): void => {
      const what = { f: 'fault', fault, state, on: 'server', ...(isWiped && { isWiped }) } as const;
      this.note({ client: '', type: 'ok', ...what });
    };
    const forMs = 100 + this.random.below(2500);
    mark('begins');
    if (fault === 'freeze') {
      this.server.isFrozen = true;
      this.at(forMs, () => {
        this.server.isFrozen = false;
        mark('ends');
        this.isServerStruck = false;
      });
      return;
    }
    this.server.stop(fault === 'restart');
    for (const actor of [...this.actors, ...this.rivals]) {
      const { wire } = actor;
      if (wire?.isOpen) wire.close(() => this.lose(actor, wire, 'The connection was closed'));
    }
    this.at(forMs, () => {
      this.server.start(isWiped);
      mark('ends');
      this.isServerStruck = false;
    });
  }

  private connect(actor: Actor, clientId = `id-${actor.name}`): void {
    if (actor.state !== 'away') return;
    actor.state = 'connecting';
    actor.isResting = false;
    const delay = (): number => 1 + this.random.below(this.slownessMs);
    const wire = new Wire((inMs, action) => this.at(inMs, action), delay(), delay());
    actor.wire = wire;
    const fields = { f: 'connect', clientId };
    const id = this.ask(actor, fields);
    const refused = (error: string): void => {
      this.answer(actor, id, fields, 'fail', error);
      actor.state = 'away';
    };
    if (!this.server.isUp) {
      this.at(5, () => {
        if (actor.open.has(id)) refused('Could not connect');
      });
      return;
    }
    wire.toServer(() =>
      this.server.connect(clientId, wire, (isLetIn) => {
        wire.toClient(() => {
          if (!isLetIn) {
            refused('stan: clientID already registered');
            return;
          }
          this.answer(actor, id, fields, 'ok');
          actor.state = 'there';
          if (actor.terms) this.subscribe(actor);
        });
      }),
    );
    // The library waits for an answer for as long.
    this.at(5000, () => {
      if (!actor.open.has(id)) return;
      this.answer(actor, id, fields, 'info', 'stan: connect request timeout');
      wire.isOpen = false;
      if (actor.wire === wire) actor.state = 'away';
    });
  }

  private subscribe(actor: Actor): void {
    const { wire, terms, channel, name } = actor;
    if (!wire || !terms || actor.subscription) return;
    const subscription = `${name}#${++actor.starts}`;
    actor.subscription = subscription;
    actor.held.clear();
    const fields = { f: 'subscribe', channel, subscription, terms };
    const id = this.ask(actor, fields);
    const deliver = (sent: Sent): void => {
      if (actor.subscription !== subscription) return;
      const { sequence, value, redelivered, redeliveryCount } = sent;
      actor.held.set(sequence, value);
      const what = { channel, subscription, value, sequence, redelivered, redeliveryCount };
      this.note({ client: name, type: 'ok', f: 'deliver', ...what });
    };
    const clientId = `id-${name}`;
    wire.toServer(() => {
      const opened = this.server.subscribe(clientId, wire, subscription, channel, terms, deliver);
      wire.toClient(() => {
        if (typeof opened === 'string') {
          this.answer(actor, id, fields, 'fail', opened);
          if (actor.subscription === subscription) actor.subscription = undefined;
        } else this.answer(actor, id, fields, 'ok');
      });
      if (typeof opened !== 'string') opened();
    });
  }

  private publish(actor: Actor): void {
    const { wire, channel, name } = actor;
    if (!wire) return;
    const fields = { f: 'publish', channel, value: `e${++this.values}` };
    const id = this.ask(actor, fields);
    wire.toServer(() => {
      const isTaken = this.server.publish(`id-${name}`, wire, channel, fields.value);
      wire.toClient(() => {
        if (isTaken) this.answer(actor, id, fields, 'ok');
        else this.answer(actor, id, fields, 'fail', 'stan: invalid publish request');
      });
    });
  }

  private ack(actor: Actor, sequence: number): void {
    const { wire, subscription, channel, name, held } = actor;
    const value = held.get(sequence);
    if (!wire || subscription === undefined || value === undefined) return;
    held.delete(sequence);
    const isLost = this.nowMs < MAIN_MS && this.random.below(15) === 0;
    const what = { channel, subscription, value, sequence };
    this.note({ client: name, type: 'ok', f: isLost ? 'ack lost' : 'ack', ...what });
    if (!isLost) wire.toServer(() => this.server.ack(subscription, sequence));
  }

  private end(actor: Actor, f: 'close' | 'unsubscribe'): void {
    const { wire, subscription } = actor;
    if (!wire || subscription === undefined) return;
    actor.subscription = undefined;
    const fields = { f, subscription };
    const id = this.ask(actor, fields);
    wire.toServer(() => {
      const isKnown = this.server.close(subscription, f === 'unsubscribe');
      wire.toClient(() => {
        if (isKnown) this.answer(actor, id, fields, 'ok');
        else this.answer(actor, id, fields, 'fail', 'stan: invalid subscription');
      });
    });
  }

  /** Another client asks for the actor's ID, and says goodbye if it gets it. */
  private claim({ name }: Actor): void {
    const rival: Actor = {
      ...{ name: `x${++this.claims}`, channel: 'c', terms: undefined, wire: undefined },
      ...{ state: 'away', subscription: undefined, starts: 0, held: new Map(), open: new Map() },
      isResting: false,
    };
    this.connect(rival, `id-${name}`);
    this.rivals.push(rival);
    this.at(1500 + this.random.below(1000), () => {
      const { wire } = rival;
      if (rival.state === 'there') this.goodbye(rival, `id-${name}`);
      else if (wire) this.drop(rival, wire);
    });
  }

  private goodbye(actor: Actor, clientId = `id-${actor.name}`): void {
    const { wire } = actor;
    if (!wire) return;
    actor.state = 'connecting';
    actor.isResting = true;
    const fields = { f: 'disconnect' };
    const id = this.ask(actor, fields);
    wire.toServer(() => {
      const isKnown = this.server.disconnect(clientId, wire);
      wire.toClient(() => {
        if (isKnown) this.answer(actor, id, fields, 'ok');
        else this.answer(actor, id, fields, 'fail', 'stan: unknown clientID');
        wire.isOpen = false;
        actor.subscription = undefined;
        actor.state = 'away';
      });
    });
  }

  private crash(actor: Actor): void {
    const { wire } = actor;
    if (!wire?.isOpen || actor.state !== 'there') return;
    this.note({ client: actor.name, type: 'ok', f: 'crash' });
    this.settleAll(actor, 'crashed');
    this.drop(actor, wire);
  }

  private cut(actor: Actor): void {
    const { wire, name } = actor;
    if (!wire?.isOpen) return;
    for (const state of ['begins', 'ends'] as const) {
      this.note({ client: '', type: 'ok', f: 'fault', fault: 'cut', state, on: name });
    }
    wire.isOpen = false;
    this.at(2, () => this.lose(actor, wire, 'The connection was reset'));
  }

  private lose(actor: Actor, wire: Wire, error: string): void {
    if (actor.wire !== wire) return;
    const wasThere = actor.state === 'there';
    this.settleAll(actor, error);
    if (wasThere) this.note({ client: actor.name, type: 'ok', f: 'lost', error });
    this.drop(actor, wire);
  }

  private drop(actor: Actor, wire: Wire): void {
    wire.isOpen = false;
    this.server.cutOff(wire);
    actor.wire = undefined;
    actor.subscription = undefined;
    actor.held.clear();
    actor.state = 'away';
  }

  private freeze(actor: Actor, forMs: number): void {
    const { wire, name } = actor;
    if (!wire?.isOpen || wire.isFrozen || actor.state !== 'there') return;
    this.note({ client: name, type: 'ok', f: 'freeze' });
    wire.isFrozen = true;
    this.at(forMs, () => {
      if (actor.wire !== wire || !wire.isOpen) return;
      this.note({ client: name, type: 'ok', f: 'thaw' });
      wire.thaw();
      if (actor.state === 'there') this.ping(actor, wire);
    });
  }

  /** Asks whether it is still known, and begins anew if not. */
  private ping(actor: Actor, wire: Wire): void {
    const fields = { f: 'ping' };
    const id = this.ask(actor, fields);
    wire.toServer(() => {
      const isKnown = this.server.knows(`id-${actor.name}`, wire);
      wire.toClient(() => {
        if (isKnown) {
          this.answer(actor, id, fields, 'ok');
          return;
        }
        this.answer(actor, id, fields, 'fail', 'stan: client has been replaced');
        this.settleAll(actor, 'given up');
        this.drop(actor, wire);
      });
    });
  }

  private ask(actor: Actor, fields: { f: string } & Record<string, unknown>): number {
    const id = this.recorder.newId();
    actor.open.set(id, fields);
    this.note({ ...fields, client: actor.name, id, type: 'invoke' } as Entry);
    return id;
  }

  private answer(
    actor: Actor,
    id: number,
    fields: Record<string, unknown>,
    type: 'ok' | 'fail' | 'info',
    error?: string,
  ): void {
    if (!actor.open.delete(id)) return;
    const why = error === undefined ? {} : { error };
    this.note({ ...fields, client: actor.name, id, type, ...why } as Entry);
  }

  private settleAll(actor: Actor, error: string): void {
    for (const [id, fields] of [...actor.open]) this.answer(actor, id, fields, 'info', error);
  }
}

/** A history of a right server under faults; the same for the same seed. */
export function faultHistory(seed: number): FaultHistory {
  return new FaultModel(seed).run();
}
