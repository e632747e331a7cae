import type { Operation } from '../../history/operation';
import type { Stretch } from './pauses';

/** A time in which nothing passed between a client and the server, though neither was told. */
export interface Freeze {
  readonly client: string;
  readonly froze: Operation;
  /** Undefined when nothing has passed ever since. */
  readonly thawed: Operation | undefined;
  /**
   * An answer to something that the client asked for after the thaw, over the same connection: the
   * server still knew it then, so that nothing was lost, only late.
   */
  readonly survivedAt: Operation | undefined;
}

/** Reads freezes in the order of the history; what was blackholed was frozen. */
export class FreezeReader {
  private readonly all: Freeze[] = [];
  private readonly current = new Map<string, Open[]>();
  private readonly asked = new Map<number, Operation>();

  /** Each operation of the history, in order. */
  read(operation: Operation): void {
    switch (operation.f) {
      case 'freeze':
        this.freeze(operation.client, operation);
        return;
      case 'thaw':
        this.thaw(operation.client, operation);
        return;
      case 'fault':
        if (operation.fault !== 'blackhole') return;
        if (operation.state === 'begins') this.freeze(operation.on, operation);
        else this.thaw(operation.on, operation);
        return;
      case 'lost':
      case 'crash':
        this.end(operation.client);
        return;
      case 'connect':
        // Another connection of the same name.
        if (operation.type === 'invoke') this.end(operation.client);
        return;
      case 'disconnect':
      case 'publish':
      case 'subscribe':
      case 'close':
      case 'unsubscribe':
      case 'ping':
        this.request(operation);
        return;
      case 'deliver':
      case 'ack':
      case 'ack lost':
      case 'registered':
      case 'book':
      case 'pause':
      case 'phase':
      case 'end':
        return;
    }
  }

  finish(): readonly Freeze[] {
    for (const client of [...this.current.keys()]) this.end(client);
    return this.all.sort((a, b) => a.froze.index - b.froze.index);
  }

  private freeze(client: string, froze: Operation): void {
    const there = this.current.get(client) ?? [];
    if (there.some(({ thawed }) => !thawed)) return;
    there.push({ froze });
    this.current.set(client, there);
  }

  private thaw(client: string, thawed: Operation): void {
    const last = this.current.get(client)?.at(-1);
    if (last) last.thawed ??= thawed;
  }

  private request(operation: Operation & { readonly id: number }): void {
    const there = this.current.get(operation.client);
    if (!there) return;
    if (operation.type === 'invoke') {
      if (there.at(-1)?.thawed) this.asked.set(operation.id, operation);
      return;
    }
    const asked = this.asked.get(operation.id);
    if (!asked || operation.type !== 'ok') return;
    const isOver = ({ thawed }: Open): boolean => !!thawed && thawed.index < asked.index;
    for (const freeze of there) {
      if (isOver(freeze)) this.note(operation.client, freeze, operation);
    }
    const left = there.filter((freeze) => !isOver(freeze));
    if (left.length > 0) this.current.set(operation.client, left);
    else this.current.delete(operation.client);
  }

  /** The connection is over: of what was not proven by then nobody knows. */
  private end(client: string): void {
    for (const freeze of this.current.get(client) ?? []) this.note(client, freeze, undefined);
    this.current.delete(client);
  }

  private note(client: string, { froze, thawed }: Open, survivedAt: Operation | undefined): void {
    this.all.push({ client, froze, thawed, survivedAt });
  }
}

interface Open {
  readonly froze: Operation;
  thawed?: Operation;
}

/** When the ways of clients stood still, until they thawed: what comes then comes late. */
export function stretchesOf(freezes: readonly Freeze[]): Stretch[] {
  return freezes.flatMap(({ froze, thawed }) =>
    thawed ? [{ fromMs: froze.timeMs, toMs: thawed.timeMs }] : [],
  );
}
