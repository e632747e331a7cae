import { messageOf } from '../../../base/message-of';
import { Serial } from '../../../base/serial';
import type { PlannedFault } from '../../generators/plan';
import { isServerFault } from '../../history/fault';
import { Waiting } from '../../../base/waiting';
import type { Arena } from './arena';
import type { StagedActor } from './staged-actor';
import { strikeActor } from './strike-actor';
import { strikeServer } from './strike-server';

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

  /** Begins with a fault; it ends by itself, or by `heal`. What goes wrong with it ends the scenario. */
  strike(planned: PlannedFault): void {
    const struck = this.struck(planned)
      .catch((error: unknown) => {
        this.arena.waiting.end(messageOf(error));
      })
      .finally(() => this.striking.delete(struck));
    this.striking.add(struck);
  }

  /** Ends all faults. Resolves when none strikes any more. */
  async heal(): Promise<void> {
    this.healing.end('healed');
    await Promise.all(this.striking);
  }

  private async struck({ fault, ...planned }: PlannedFault): Promise<void> {
    const { arena, healing } = this;
    if (isServerFault(fault)) {
      await this.server.run(() => strikeServer(arena, { ...planned, fault }, healing));
      return;
    }
    const actor = this.actors.get(planned.on);
    if (actor) await strikeActor(arena, actor, { ...planned, fault }, healing);
  }
}
