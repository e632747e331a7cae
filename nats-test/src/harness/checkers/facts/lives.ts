import { FAULTS } from '../../history/fault';
import type { History, Operation, OperationOf } from '../../history/operation';
import type { FaultWindow } from './fault-windows';

/** What a server has lived through with one store: whoever comes later finds an empty one. */
export interface Life {
  /** What belongs to it, with the places of the whole history. */
  readonly history: History;
  /** Here all that the server had was gone, which is no loss but a known property. */
  readonly wipedAt: Operation | undefined;
}

/**
 * Cuts a history where the server has lost its store. A connection reaches one process, so that what
 * goes over it belongs to one life, however late it is seen. What was published across the cut may
 * be in either.
 */
export function livesIn(history: History, windows: readonly FaultWindow[]): Life[] {
  const wipes = windows.filter(({ isWipe }) => isWipe);
  if (wipes.length === 0) return [{ history, wipedAt: undefined }];
  const reader = new LifeReader(history, wipes);
  for (const operation of history) reader.read(operation);
  return reader.lives.map((life, i) => ({ history: life, wipedAt: wipes[i]?.begins }));
}

class LifeReader {
  readonly lives: Operation[][];
  private readonly wipes: readonly FaultWindow[];
  private readonly answers = new Map<number, Operation>();
  private readonly ofClient = new Map<string, number>();
  private readonly ofSubscription = new Map<string, number>();
  /** Of each request that is under way, in which lives its answer belongs. */
  private readonly ofRequest = new Map<number, readonly number[]>();
  /** The life that the server is in; it dies where a wipe begins and another one begins where it ends. */
  private now = 0;
  private begun = 0;

  constructor(history: History, wipes: readonly FaultWindow[]) {
    this.wipes = wipes;
    this.lives = Array.from({ length: wipes.length + 1 }, () => []);
    for (const operation of history) {
      if ('id' in operation && operation.type !== 'invoke') {
        this.answers.set(operation.id, operation);
      }
    }
  }

  read(operation: Operation): void {
    while (this.endOf(this.now) <= operation.index) this.now++;
    while (this.beginOf(this.begun) <= operation.index) this.begun++;
    for (const life of this.livesOf(operation)) this.lives[life]?.push(operation);
  }

  private livesOf(operation: Operation): readonly number[] {
    if ('id' in operation) return this.livesOfRequest(operation);
    if ('subscription' in operation) {
      return [this.ofSubscription.get(operation.subscription) ?? this.of(operation.client)];
    }
    switch (operation.f) {
      case 'fault':
        if (FAULTS[operation.fault] !== 'server') return [this.of(operation.on)];
        return this.everyLife();
      case 'pause':
      case 'phase':
      case 'end':
        return this.everyLife();
      case 'freeze':
      case 'thaw':
      case 'crash':
      case 'lost':
      case 'registered':
        return [this.of(operation.client)];
    }
  }

  private livesOfRequest(operation: Operation & { readonly id: number }): readonly number[] {
    if (operation.type !== 'invoke') return this.ofRequest.get(operation.id) ?? [];
    const lives = this.livesOfAsked(operation);
    const isUnclear = operation.f === 'publish' && lives.length > 1;
    // An event that may be in either life is one of unknown outcome in both.
    const isRefused = this.answers.get(operation.id)?.type === 'fail';
    this.ofRequest.set(operation.id, isUnclear && !isRefused ? [] : lives);
    return lives;
  }

  private livesOfAsked(operation: Operation & { readonly id: number }): readonly number[] {
    if (operation.f === 'connect') return this.livesOfConnect(operation);
    const own =
      'subscription' in operation && operation.f !== 'subscribe'
        ? (this.ofSubscription.get(operation.subscription) ?? this.of(operation.client))
        : this.of(operation.client);
    if (operation.f === 'subscribe') this.ofSubscription.set(operation.subscription, own);
    return operation.f === 'publish' ? this.livesOfPublish(operation, own) : [own];
  }

  private livesOfConnect(operation: OperationOf<'connect'>): readonly number[] {
    const answer = this.answers.get(operation.id);
    const life = answer?.type === 'ok' ? this.lifeAt(answer.index) : this.now;
    // Before the server was gone, and answered when another life had begun: by whom, nobody knows.
    const isUnclear = life !== this.now && this.begun === this.now;
    this.ofClient.set(operation.client, isUnclear ? NOBODYS : life);
    return isUnclear ? [] : [life];
  }

  private livesOfPublish({ id }: OperationOf<'publish'>, own: number): readonly number[] {
    const answer = this.answers.get(id);
    if (own === NOBODYS) return this.everyLife();
    if (answer?.type === 'ok' && answer.index < this.beginOf(own)) return [own];
    const lastIndex = answer?.index ?? Number.POSITIVE_INFINITY;
    const last = Math.max(own, this.lifeAt(lastIndex));
    // A server that takes it from a client that it does not know has taken it, all the same.
    if (answer?.type === 'ok' && own < this.now) return [last];
    // Under way when the store was wiped: nobody knows whether it is older or younger than that.
    const isAcross = this.begun > own || lastIndex > this.beginOf(own);
    return isAcross ? range(own, Math.max(last, Math.min(own + 1, this.wipes.length))) : [own];
  }

  private of(client: string): number {
    return this.ofClient.get(client) ?? 0;
  }

  /** The life that a server is in which answers then. */
  private lifeAt(index: number): number {
    let life = this.now;
    while (life < this.wipes.length && this.endOf(life) <= index) life++;
    return life;
  }

  private everyLife(): readonly number[] {
    return range(0, this.wipes.length);
  }

  private beginOf(wipe: number): number {
    return this.wipes[wipe]?.begins.index ?? Number.POSITIVE_INFINITY;
  }

  private endOf(wipe: number): number {
    return this.wipes[wipe]?.ends?.index ?? Number.POSITIVE_INFINITY;
  }
}

/** Of a client whose connection may belong to either life: what it sees is left out. */
const NOBODYS = -1;

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
