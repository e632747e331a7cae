import { inspect } from 'node:util';

import { seededRandom } from '../../base/random';
import { virtualClock } from '../../base/virtual-clock';
import { Waiting } from '../../base/waiting';
import { startServerWithDoors, type ServerWithDoors } from '../../server/embedded-server';
import { withRules } from '../../server/tap/tap-streaming';
import type { Event } from '../events';
import type { Entry } from '../history';
import type { OpenListener } from '../listener/listener';
import { CheckSetupError } from '../setup-error';
import type { Broken } from './broken';
import type { Flight } from './flight';
import { Gate, originOf } from './gate';
import { ackWaitMsOf, type Profile } from './profile';
import { Publisher } from './publisher';
import { Troupe } from './troupe';

/** What is played to whom. */
export interface Cast {
  readonly events: readonly Event[];
  readonly poison: readonly Event[];
  readonly open: OpenListener;
  readonly createState: () => unknown;
  /** Gives it back. */
  readonly disposeState: (state: unknown) => unknown;
  /** Copies the state, or undefined when it can't be copied. */
  readonly copyState: ((state: unknown) => unknown) | undefined;
  /** Whether the state can be shown in a line. */
  readonly showsState: boolean;
  readonly startMs: number;
  /** How many members a queue group has at most. */
  readonly members: number;
  /** Whether the listener is a process of its own, which dies as processes do. */
  readonly isProcess: boolean;
}

/** Who is silent is given up after this time: (interval + timeout) * (failures + 1). */
const HEARTBEATS = {
  heartbeatInterval: '10s',
  heartbeatTimeout: '1s',
  heartbeatFailures: 1,
} as const;
const GIVEN_UP_MS = 25_000;
/** How long the server waits for the owner of a client ID that another one wants. */
const CLAIM_MS = 600;
/** Redeliveries come a little after the ack wait. */
const A_LITTLE_MS = 10;
/** What waits for the event loop's next rounds before it believes in silence. */
const ROUNDS = 6;
const STATE_LENGTH_MAX = 160;

/** One play: a server, a publisher, the members, and the state that they share. */
export class Stage {
  readonly history: Entry[] = [];
  readonly cast: Cast;
  readonly profile: Profile;
  readonly waiting = new Waiting();
  private readonly clock = virtualClock();
  readonly gate: Gate;
  /** What survives crashes, and all members share. */
  state: unknown;
  private readonly leftStates: unknown[] = [];
  /** How many of the events are published. */
  published = 0;
  /** After so many milliseconds without an ack the listener counts as still at it. */
  quietMs: number;
  private readonly isFirst: boolean;
  private parts: { server: ServerWithDoors; publisher: Publisher; troupe: Troupe } | undefined;
  private broken: Broken | undefined;
  private publishers = 0;
  private stateText: string | undefined;
  private readonly strikes = new Map<Flight, () => void>();
  private readonly leavings = new Map<Flight, () => void>();
  private readonly advances = new Set<Promise<void>>();

  constructor(cast: Cast, profile: Profile, isFirst: boolean) {
    this.cast = cast;
    this.profile = profile;
    this.isFirst = isFirst;
    this.quietMs = profile.quietMs;
    this.gate = new Gate(
      {
        note: (entry) => {
          this.note(entry);
        },
        claimed: () => {
          this.advanceSoon(CLAIM_MS);
        },
        nowMs: () => this.clock.nowMs(),
        leaves: (flight) => {
          this.leavings.get(flight)?.();
        },
        struck: (flight) => {
          this.strikes.get(flight)?.();
        },
      },
      this.waiting,
    );
  }

  /** One, where members could not share the events. */
  get membersMax(): number {
    return this.profile.isQueueGroup ? this.cast.members : 1;
  }

  get server(): ServerWithDoors {
    return this.opened.server;
  }

  get troupe(): Troupe {
    return this.opened.troupe;
  }

  async open(): Promise<void> {
    const { cast, profile, gate, waiting, isFirst } = this;
    const server = await startServerWithDoors({
      clusterId: 'nats-test',
      monitoringPort: false,
      clock: this.clock,
      random: seededRandom(1),
      ...HEARTBEATS,
      decorate: withRules((life) => gate.rules(life)),
    });
    const publisher = await this.openPublisher(server).catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    const troupe = new Troupe({
      ...{ server, gate, waiting, profile, open: cast.open, startMs: cast.startMs, isFirst },
      state: () => this.state,
      note: (entry) => {
        this.note(entry);
      },
      broke: (broken) => {
        this.broken ??= broken;
        waiting.changed();
      },
      hasBroken: () => this.broken !== undefined,
    });
    this.parts = { server, publisher, troupe };
    this.state = await cast.createState();
    this.noteState();
  }

  /** Gives everything back, each thing whatever becomes of the others. */
  async close(): Promise<void> {
    const { parts } = this;
    if (!parts) return;
    await parts.troupe.dispose();
    await Promise.allSettled(this.advances);
    parts.publisher.close();
    await parts.server.stop();
    const states = [...new Set([...this.leftStates, this.state])];
    const given = await Promise.allSettled(
      states.map((state) => Promise.resolve(this.cast.disposeState(state))),
    );
    for (const it of given) if (it.status === 'rejected') throw it.reason;
  }

  note(entry: Entry): void {
    this.history.push(entry);
    if (entry.f === 'acked' || entry.f === 'ack lost' || entry.f === 'crashed') this.noteState();
  }

  /**
   * Waits for something to become so.
   * @throws Broken when the listener fails meanwhile
   */
  async until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    await this.waiting.until(() => this.broken !== undefined || isSo(), withinMs);
    // What came while this process stood still has not been read yet.
    for (let i = 0; i < ROUNDS && !isSo(); i++) await nextRound();
    this.throwIfBroken();
    return isSo();
  }

  /** @throws Broken when the listener has failed */
  throwIfBroken(): void {
    if (this.broken) throw this.broken;
  }

  /** Lets virtual time pass; clients answer heartbeats meanwhile. */
  async advance(ms: number): Promise<void> {
    await this.server.advance(ms);
    this.throwIfBroken();
  }

  /** Has everything come again that is not acknowledged. */
  async passAckWait(): Promise<void> {
    const subscriptions = this.troupe.lives.flatMap((life) => life.subscriptions);
    const ms = ackWaitMsOf(subscriptions);
    this.note({ f: 'waited', ms });
    await this.advance(ms + A_LITTLE_MS);
  }

  /** A delivery is on its way until the server is about to send it again. */
  async passMostOfAckWait(flight: Flight): Promise<void> {
    const ms = flight.dueMs - A_LITTLE_MS - this.clock.nowMs();
    if (ms > 0) await this.advance(ms);
  }

  /** The server sends again what is due, before anybody can do anything. */
  endAckWait(flight: Flight): void {
    this.note({ f: 'waited', ms: flight.ackWaitMs });
    this.clock.moveTo(Math.max(flight.dueMs, this.clock.nowMs()) + A_LITTLE_MS);
  }

  /** Whoever has died and not come back is given up. */
  async giveUpGhosts(): Promise<void> {
    if (!this.troupe.hasGhosts) return;
    await this.advance(GIVEN_UP_MS);
    this.troupe.forgetGhosts();
  }

  /** @returns whether there was one more */
  async publishNext(): Promise<boolean> {
    const event = this.cast.events[this.published];
    if (!event) return false;
    this.published++;
    await this.publish(event, this.published);
    return true;
  }

  /** @param index 0 for what is none of the given */
  async publish(event: Event, index: number): Promise<void> {
    this.gate.publishing = originOf(event, index);
    try {
      await this.opened.publisher.publish(event);
    } catch (error) {
      throw new CheckSetupError((error as Error).message, { cause: error });
    }
    this.throwIfBroken();
  }

  /** The server starts again with what it had stored; nobody is connected any more. */
  async restartServer(): Promise<void> {
    const { server, publisher, troupe } = this.opened;
    publisher.close();
    await server.faults.restart({ keepStore: true });
    this.note({ f: 'server restarted' });
    this.parts = { server, troupe, publisher: await this.openPublisher(server) };
  }

  async startMember(member: string, again: boolean): Promise<void> {
    await this.troupe.start(member, again);
    // What it is owed already is sent behind the answer to its subscription.
    await this.advance(0);
  }

  /** What goes on with the state from now on goes on with a copy of it; only the dead have the old one. */
  replaceState(copy: unknown): void {
    this.leftStates.push(this.state);
    this.state = copy;
  }

  /** Calls back at the moment in which the ack of a delivery comes whose listener is to die then. */
  onStrike(flight: Flight, strike: () => void): void {
    this.strikes.set(flight, strike);
  }

  /** Calls back in the turn in which the listener acknowledges a delivery, if that can be seen. */
  onLeaving(flight: Flight, leave: () => void): void {
    this.leavings.set(flight, leave);
  }

  private get opened(): NonNullable<Stage['parts']> {
    if (!this.parts) throw new Error('the stage is not open yet');
    return this.parts;
  }

  private openPublisher(server: ServerWithDoors): Promise<Publisher> {
    this.publishers++;
    return Publisher.open(server.url, server.clusterId, this.publishers);
  }

  private advanceSoon(ms: number): void {
    const advance = this.server.advance(ms).finally(() => this.advances.delete(advance));
    // A server that ends meanwhile has no time any more.
    advance.catch(() => undefined);
    this.advances.add(advance);
  }

  private noteState(): void {
    if (!this.cast.showsState) return;
    const text = inspect(this.state, { breakLength: Infinity, compact: true, depth: 5 });
    if (text === this.stateText) return;
    this.history.push({ f: 'state', text: cutAround(this.stateText ?? '', text) });
    this.stateText = text;
  }
}

/** As much of a long text as fits into a few lines, around the first place at which it has changed. */
function cutAround(before: string, text: string): string {
  if (text.length <= STATE_LENGTH_MAX) return text;
  let same = 0;
  while (same < before.length && before[same] === text[same]) same++;
  const last = text.length - STATE_LENGTH_MAX;
  const from = Math.max(0, Math.min(same - STATE_LENGTH_MAX / 2, last));
  const to = from + STATE_LENGTH_MAX;
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
