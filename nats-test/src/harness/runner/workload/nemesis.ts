import { Serial } from '../../../base/serial';
import { seededRandom } from '../../../base/random';
import type { PlannedFault } from '../../generators/plan';
import { FAULTS } from '../../history/fault';
import type { ServerControl } from '../../target/target';
import type { Entry } from '../../history/recorder';
import { isRegistered } from '../../target/ask-server';
import { Waiting } from '../waiting';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';

/** Between two questions to the monitoring, and to a cluster without a leader. */
const POLL_MS = 100;
/** For so long a cluster may be without a leader before a fault that is for the leader is left out. */
const LEADER_MS = 10_000;

/** Strikes as the plan says. */
export class Nemesis {
  private readonly arena: Arena;
  private readonly actors: ReadonlyMap<string, StagedActor>;
  /** Ends what is still striking. */
  private readonly healing = new Waiting();
  /** One fault of the server at a time. */
  private readonly server = new Serial();
  private readonly striking = new Set<Promise<void>>();

  constructor(arena: Arena, actors: ReadonlyMap<string, StagedActor>) {
    this.arena = arena;
    this.actors = actors;
  }

  strike(planned: PlannedFault): void {
    const isOfServer = FAULTS[planned.fault] === 'server';
    const done = isOfServer
      ? this.server.run(() => this.strikeServer(planned))
      : this.strikeActor(planned);
    const struck = done
      .catch((error: unknown) => {
        this.arena.waiting.end(error instanceof Error ? error.message : String(error));
      })
      .finally(() => this.striking.delete(struck));
    this.striking.add(struck);
  }

  /** Ends all faults. Resolves when none strikes any more. */
  async heal(): Promise<void> {
    this.healing.end('healed');
    await Promise.all(this.striking);
  }

  private async strikeServer({ fault, on, forMs, ms }: PlannedFault): Promise<void> {
    const { control, store } = this.arena.target;
    if (!control || this.isHealing) return;
    const node = await this.nodeOf(control, on);
    if (node === undefined) return;
    const isWiped =
      fault !== 'freeze' && fault !== 'clock' && (fault === 'wipe' || store === 'memory');
    const place = {
      on: node,
      ...(control.nodes.length > 1 ? { isLeader: on === 'leader' } : {}),
      ...(isWiped && control.nodes.length === 1 ? { isWiped } : {}),
      ...(fault === 'clock' ? { ms: ms?.[0] ?? 0 } : {}),
    };
    this.record({ f: 'fault', type: 'ok', client: '', fault, state: 'begins', ...place });
    switch (fault) {
      case 'freeze':
        control.freeze(node);
        await this.healing.pause(forMs);
        control.thaw(node);
        break;
      case 'clock':
        control.jumpClock?.(ms?.[0] ?? 0);
        break;
      case 'restart':
      case 'kill':
      case 'wipe':
        await (fault === 'restart' ? control.stop(node) : control.kill(node));
        await this.healing.pause(forMs);
        await control.start(node, fault !== 'wipe');
        break;
    }
    this.record({ f: 'fault', type: 'ok', client: '', fault, state: 'ends', ...place });
  }

  private async strikeActor({ fault, on, forMs, ms, each = 1 }: PlannedFault): Promise<void> {
    const actor = this.actors.get(on);
    if (!actor || this.isHealing) return;
    const { relay } = actor.way;
    const place = { on, ...(fault === 'delay' ? { ms: ms?.[1] ?? 0 } : {}) };
    this.record({ f: 'fault', type: 'ok', client: on, fault, state: 'begins', ...place });
    switch (fault) {
      case 'cut':
        relay.cut();
        break;
      case 'blackhole':
        await this.blackhole(actor, forMs);
        break;
      case 'delay': {
        const [least, most] = ms ?? [0, 0];
        relay.delay(least, most, seededRandom(this.arena.plan.seed + least));
        await this.healing.pause(forMs);
        relay.undelay();
        break;
      }
      case 'drop-acks':
      case 'repeat-acks':
        actor.handler.ackFault = { fault, each };
        await this.healing.pause(forMs);
        actor.handler.ackFault = undefined;
        break;
      case 'crash':
        await this.crash(actor, forMs);
        break;
    }
    this.record({ f: 'fault', type: 'ok', client: on, fault, state: 'ends', ...place });
  }

  private async blackhole(actor: StagedActor, forMs: number): Promise<void> {
    const { name: client, way } = actor;
    const session = actor.connected;
    way.relay.freeze();
    if (session) this.record({ f: 'freeze', type: 'ok', client });
    const watched = this.watchRegistration(actor);
    await this.healing.pause(forMs);
    await watched();
    way.relay.thaw();
    if (!session || session.isOver) return;
    this.record({ f: 'thaw', type: 'ok', client });
    await actor.ping();
  }

  /** Asks the monitoring again and again whether the server still has the client, in a scenario about that. */
  private watchRegistration({ name, clientId }: StagedActor): () => Promise<void> {
    const { workload, target } = this.arena;
    const { monitoringUrl } = target;
    if (!workload.needs?.includes('heartbeats') || monitoringUrl === undefined) {
      return () => Promise.resolve();
    }
    let isOver = false;
    const watch = async (): Promise<void> => {
      while (!isOver) {
        // While the server is down nobody answers.
        const isThere = await isRegistered(monitoringUrl, clientId).catch(() => true);
        this.record({ f: 'registered', type: 'ok', client: name, isRegistered: isThere });
        if (!isThere) return;
        await this.healing.pause(POLL_MS);
        if (this.isHealing) return;
      }
    };
    const watching = watch();
    return () => {
      isOver = true;
      return watching;
    };
  }

  /** At the next event; if none comes, at the end of its time. */
  private async crash(actor: StagedActor, forMs: number): Promise<void> {
    const { handler } = actor;
    const armed = new Waiting();
    let returned: Promise<void> | undefined;
    handler.onNextEvent = () => {
      returned = actor.crash(forMs);
      armed.end('struck');
    };
    await armed.pause(forMs);
    handler.onNextEvent = undefined;
    await (returned ?? actor.crash(forMs));
  }

  private async nodeOf(control: ServerControl, on: string): Promise<string | undefined> {
    if (control.nodes.length === 1) return control.nodes[0];
    const { recorder, waiting } = this.arena;
    const untilMs = recorder.elapsedMs + LEADER_MS;
    while (!this.isHealing && waiting.endedBy === undefined && recorder.elapsedMs < untilMs) {
      const leader = await control.leader();
      if (leader !== undefined) {
        return on === 'leader' ? leader : control.nodes.find((node) => node !== leader);
      }
      await this.healing.pause(POLL_MS);
    }
    return undefined;
  }

  private get isHealing(): boolean {
    return this.healing.endedBy !== undefined;
  }

  private record(entry: Entry): void {
    if (!this.arena.isOver) this.arena.recorder.record(entry);
  }
}
