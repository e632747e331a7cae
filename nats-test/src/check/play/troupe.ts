import type { ServerWithDoors } from '../../server/embedded-server';
import type { Waiting } from '../../base/waiting';
import { CheckSetupError } from '../setup-error';
import { placeOf } from '../caller';
import { messageOf } from '../../base/message-of';
import type { CrashMoment, Delivered, Entry } from '../history';
import type { OpenListener } from '../listener/listener';
import { Broken } from './broken';
import type { Gate } from './gate';
import { Life } from './life';
import type { Profile } from './profile';

/** What the members need of their surroundings. */
export interface TroupeHost {
  readonly server: ServerWithDoors;
  readonly gate: Gate;
  readonly waiting: Waiting;
  readonly profile: Profile;
  readonly open: OpenListener;
  readonly startMs: number;
  /** Whether a start that fails means that nothing can be checked at all. */
  readonly isFirst: boolean;
  state(): unknown;
  note(entry: Entry): void;
  /** The listener has failed by itself. */
  broke(broken: Broken): void;
  /** Whether it has. */
  hasBroken(): boolean;
}

const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
/** How long after its start a listener may go on to subscribe when nobody knows to how much. */
const MORE_SUBSCRIPTIONS_MS = 50;

/** The server hears of a close within a moment. */
const SIGN_OFF_MS = 2000;

/** The members of the group, or the one listener that there is: starts, stops and kills them. */
export class Troupe {
  readonly lives: Life[] = [];
  private readonly host: TroupeHost;
  /** Those that were killed, until the schedule is over. */
  private readonly dead: Life[] = [];
  /** Those that were stopped, until then, too. */
  private readonly stopped: Life[] = [];
  private readonly doors: Promise<void>[] = [];

  constructor(host: TroupeHost) {
    this.host = host;
  }

  /** The name of one more member. */
  nextName(): string {
    const taken = this.lives.map(({ member }) => member);
    return LETTERS.find((letter) => !taken.includes(letter)) ?? 'Z';
  }

  /** Starts a member, and waits until it listens. */
  async start(member: string, again: boolean): Promise<Life> {
    const { host } = this;
    const door = await host.server.openDoor();
    const clientId = `listener-${member.toLowerCase()}`;
    const { clusterId } = host.server;
    const place = { url: door.url, clusterId, clientId, member, state: host.state() };
    const listener = host.open(place, {
      said: (text) => {
        host.note({ f: 'said', member, text });
      },
      handles: (ackInbox, sequence) => {
        host.gate.handles(ackInbox, sequence);
      },
      sends: (subject, payload) => {
        if (!life.isCutOff) host.gate.sends(subject, payload);
      },
      threw: (error, isRejection) => {
        if (life.isEnding) return;
        host.note({ f: 'threw', member, error, isRejection });
        host.broke(threwError(error, isRejection, again || life.subscriptions.length > 0));
      },
      exited: (status) => {
        if (life.isEnding) return;
        host.note({ f: 'exited', member, status });
        host.broke(new Broken('exited', `the listener has ended by itself (${status})`));
      },
    });
    const life = new Life(member, listener, door);
    host.gate.starting = life;
    host.note({ f: 'started', member, again });
    this.lives.push(life);
    try {
      await listener.start();
    } catch (error) {
      throw this.startFailure(life, again, error);
    }
    await this.subscribed(life, again);
    host.gate.starting = undefined;
    return life;
  }

  /** Ends a member as its process would be ended: it closes what it has opened. */
  async stop(life: Life): Promise<void> {
    const { host } = this;
    life.isEnding = true;
    host.gate.dropAllOf(life);
    this.remove(life);
    this.stopped.push(life);
    try {
      await life.listener.stop();
    } catch (error) {
      const where = placeOf(error);
      throw new Broken(
        'stop failed',
        `the listener does not stop: ${messageOf(error)}${where === undefined ? '' : ` (${where})`}`,
        error,
      );
    }
    host.note({ f: 'stopped', member: life.member });
    if (!(await host.waiting.until(() => life.isSignedOff, SIGN_OFF_MS))) {
      const [clientId = ''] = [...life.clientIds].filter((id) => !life.closedIds.has(id));
      throw new Broken(
        'not closed',
        `the listener has stopped, and the server still has its client "${clientId}": nobody closed it`,
      );
    }
    // A client that is cut off before it has heard of its close tries to come back.
    await host.server.advance(0);
    this.doors.push(life.cutOff());
    this.stopped.push(life);
  }

  /** Has a member die. It is cut off at once. */
  async kill(life: Life, when: CrashMoment, during?: Delivered): Promise<void> {
    const { host } = this;
    this.doors.push(life.cutOff());
    host.gate.dropAllOf(life);
    this.remove(life);
    this.dead.push(life);
    host.note({ f: 'crashed', member: life.member, when, ...(during && { during }) });
    await life.listener.kill();
  }

  /** The server may still wait for signs of life of somebody who has died. */
  get hasGhosts(): boolean {
    const living = new Set(this.lives.flatMap(({ clientIds }) => [...clientIds]));
    return this.dead.some(({ clientIds, closedIds }) =>
      [...clientIds].some((id) => !closedIds.has(id) && !living.has(id)),
    );
  }

  /** The server has given up all who are dead. */
  forgetGhosts(): void {
    for (const { clientIds, closedIds } of this.dead) for (const id of clientIds) closedIds.add(id);
  }

  /** Lets go of everybody, whatever state they are in. */
  async dispose(): Promise<void> {
    const living = this.lives.splice(0);
    await Promise.all(
      living.map(async (life) => {
        this.doors.push(life.cutOff());
        await life.listener.kill();
      }),
    );
    await Promise.all(
      [...living, ...this.dead, ...this.stopped].map((life) => life.listener.dispose()),
    );
    await Promise.all(this.doors);
  }

  private remove(life: Life): void {
    const at = this.lives.indexOf(life);
    if (at !== -1) this.lives.splice(at, 1);
  }

  private async subscribed(life: Life, again: boolean): Promise<void> {
    const { waiting, profile, startMs, isFirst } = this.host;
    const wanted = profile.subscriptions.length;
    const has = (count: number): boolean =>
      life.subscriptions.length >= count || this.host.hasBroken();
    const isThere = await waiting.until(() => has(Math.max(1, wanted)), startMs);
    // Whoever asked for the start looks at that.
    if (this.host.hasBroken()) return;
    if (!isThere) throw this.startFailure(life, again, undefined);
    if (!isFirst) return;
    for (let count = 0; count < life.subscriptions.length;) {
      count = life.subscriptions.length;
      const more = count + 1;
      await waiting.until(() => has(more), MORE_SUBSCRIPTIONS_MS);
    }
  }

  private startFailure(life: Life, again: boolean, error: unknown): Error {
    const { isFirst, startMs } = this.host;
    const where = placeOf(error);
    const what =
      error === undefined
        ? life.clientIds.size === 0
          ? `it has not connected in ${startMs / 1000} s: have it connect to the url, clusterId and clientId that it is given`
          : 'it is connected, and has not subscribed to anything'
        : `${messageOf(error)}${where === undefined ? '' : ` (${where})`}`;
    if (life.refusal !== undefined && !isFirst) {
      return new Broken(
        'client ID taken',
        `${again ? "the listener can't come back" : `listener ${life.member} can't connect`}, for the server refuses it: ${life.refusal}`,
        error,
      );
    }
    if (isFirst) {
      return new CheckSetupError(`the listener does not start: ${what}`, { cause: error });
    }
    const not = again ? 'does not start again' : 'does not start';
    return new Broken('start failed', `the listener ${not}: ${what}`, error);
  }
}

function threwError(error: unknown, isRejection: boolean, isUp: boolean): Broken {
  const where = placeOf(error);
  const how = isRejection ? 'a promise of the listener was rejected' : 'the listener threw';
  const place = where === undefined ? '' : ` (${where})`;
  const when = isUp ? '' : ' while it started';
  return new Broken(
    'threw',
    `${how} where nobody catches${when}, which ends its process: ${messageOf(error)}${place}`,
    error,
  );
}
