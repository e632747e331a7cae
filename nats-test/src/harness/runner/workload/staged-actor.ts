import { Serial } from '../../../base/serial';
import type { Outcome } from '../../client/outcome';
import { createClient } from '../../client/stan-client';
import type { Actor } from '../../generators/plan';
import type { SubscriptionTerms } from '../../history/operation';
import { recordRequest } from '../record-request';
import type { Arena } from './arena';
import { Handler } from './handler';
import { newSession, type Session } from './session';
import type { Way } from './way';

/** Who does not get an answer by then asks again, or another node. */
const TIMEOUTS = { greetingMs: 1500, requestMs: 1500, publishMs: 10_000 };
/** Before it tries again, as a service that is started again by its supervisor. */
const RETRY_MS = 200;

/**
 * A process of a service on the stage. It comes back under its client ID whenever it has lost its
 * connection, and subscribes again.
 */
export class StagedActor {
  readonly actor: Actor;
  readonly way: Way;
  readonly clientId: string;
  readonly handler: Handler;
  /** Events that must be out before those after them. */
  readonly outbox = new Serial();
  /** Whoever comes with its client ID: one after the other, since all of them have one name. */
  readonly rivals = new Serial();
  /** What it was asked for last; what has just been lost comes back with the same terms. */
  private terms: SubscriptionTerms | undefined;
  private wants: 'nothing' | 'connection' | 'subscription' = 'nothing';
  private session: Session | undefined;
  private subscriptions = 0;
  /** Joins, leaves and returns, one after the other. */
  private readonly changes = new Serial();
  private readonly arena: Arena;
  /** What the last attempt to come back came to. */
  private lastError = '';

  constructor(arena: Arena, actor: Actor, way: Way) {
    this.arena = arena;
    this.actor = actor;
    this.way = way;
    this.clientId = `nats-test-${arena.runId}-${arena.workload.name}-${actor.name}`;
    this.handler = new Handler(arena, actor);
    this.terms = actor.kind === 'listener' ? ofRun(arena, actor.terms) : undefined;
  }

  /** It has tried to connect at least once: before that it is not there. */
  hasBegun = false;

  get name(): string {
    return this.actor.name;
  }

  /** The client that is connected now. */
  get connected(): Session | undefined {
    return this.session;
  }

  /** What its durable subscription was asked for with; undefined for others. */
  get durableTerms(): SubscriptionTerms | undefined {
    return this.terms?.durable === undefined ? undefined : this.terms;
  }

  /** Why it is not what it wants to be; undefined when it is. */
  get missing(): string | undefined {
    if (this.wants === 'nothing') return undefined;
    const { session } = this;
    if (session && (this.wants === 'connection' || session.subscription)) return undefined;
    return `${this.name} did not come back${this.lastError === '' ? '' : `: ${this.lastError}`}`;
  }

  /** Connects and, if it is a listener, subscribes. */
  join(terms: Partial<SubscriptionTerms> = {}): Promise<void> {
    return this.changes.run(async () => {
      if (this.actor.kind === 'listener') {
        this.terms = ofRun(this.arena, { ...this.actor.terms, ...terms });
      }
      this.wants = this.actor.kind === 'listener' ? 'subscription' : 'connection';
      await this.comeBack();
    });
  }

  leave(how: 'close' | 'unsubscribe' | 'disconnect'): Promise<void> {
    return this.changes.run(async () => {
      this.wants = how === 'disconnect' ? 'nothing' : 'connection';
      const { session } = this;
      if (!session) return;
      if (how === 'disconnect') await this.disconnect(session);
      else await this.endSubscription(session, how);
    });
  }

  /**
   * Dies without a word and is started again some time later. Resolves when it is started, not when
   * it is back, which may be never.
   */
  async crash(forMs: number): Promise<void> {
    const { session, arena } = this;
    if (session) {
      arena.note({ f: 'crash', type: 'ok', client: this.name });
      this.drop(session);
    }
    await arena.pause(forMs);
    void this.returns();
  }

  /**
   * Asks the server whether it still knows the client; one that was replaced or given up comes back,
   * as the library says then that the connection is lost.
   * @returns undefined when there is nobody to ask
   */
  async ping(): Promise<Outcome | undefined> {
    const { session } = this;
    // The library refuses whatever is asked for after a goodbye, which is no word of the server.
    if (!session || session.isLeaving) return undefined;
    const outcome = await this.request({ f: 'ping', client: this.name }, () =>
      session.client.ping(),
    );
    if (outcome.type === 'fail' && !this.arena.isOver) this.lose(session, outcome.error);
    return outcome;
  }

  /** Ends without a word. */
  async abandon(): Promise<void> {
    this.wants = 'nothing';
    if (this.session) this.drop(this.session);
    await this.way.close();
  }

  request<T extends Outcome>(
    entry: Parameters<typeof recordRequest<T>>[1],
    act: () => Promise<T>,
  ): Promise<T> {
    return recordRequest(this.arena, entry, act);
  }

  /** Until it is connected and subscribed, as it wants to be, or the scenario is over. */
  private async comeBack(): Promise<void> {
    const { arena } = this;
    while (this.wants !== 'nothing' && arena.waiting.endedBy === undefined && !arena.isOver) {
      const outcome = await this.attempt();
      if (outcome.type === 'ok') return;
      this.lastError = outcome.error;
      await arena.pause(RETRY_MS);
      this.way.turn();
    }
  }

  private async attempt(): Promise<Outcome> {
    const session = this.session ?? (await this.connect());
    if (!('client' in session)) return session;
    if (this.wants !== 'subscription' || session.subscription || !this.terms) return { type: 'ok' };
    const outcome = await this.subscribe(session, this.terms);
    // Nobody knows whether there is a subscription; with the client it goes.
    if (outcome.type !== 'ok' && !session.isOver) this.lose(session, outcome.error);
    return outcome;
  }

  private async connect(): Promise<Session | Exclude<Outcome, { readonly type: 'ok' }>> {
    const { name, clientId, way } = this;
    this.hasBegun = true;
    const client = createClient(
      way.connection,
      clientId,
      { lost: (error) => this.lose(session, error) },
      TIMEOUTS,
    );
    const session = newSession(client);
    const outcome = await this.request({ f: 'connect', client: name, clientId }, () =>
      client.connect(),
    );
    if (outcome.type === 'ok' && !session.isOver) {
      this.session = session;
      return session;
    }
    client.destroy();
    return outcome.type === 'ok' ? { type: 'info', error: 'the connection was lost' } : outcome;
  }

  private async subscribe(session: Session, terms: SubscriptionTerms): Promise<Outcome> {
    const { name, actor, arena } = this;
    const channel = arena.channel(actor.kind === 'listener' ? actor.channel : undefined);
    const subscription = `${name}#${++this.subscriptions}`;
    const entry = { f: 'subscribe', client: name, channel, subscription, terms } as const;
    const answer = await this.request(entry, () =>
      session.client.subscribe(channel, terms, (delivery) => {
        if (!session.isOver) this.handler.deliver(session, subscription, channel, delivery);
      }),
    );
    if (answer.type === 'ok' && answer.subscription) {
      session.subscription = { name: subscription, handle: answer.subscription };
    }
    return answer;
  }

  private async endSubscription(session: Session, how: 'close' | 'unsubscribe'): Promise<void> {
    const { subscription } = session;
    if (!subscription) return;
    const { name, handle } = subscription;
    const entry = { f: how, client: this.name, subscription: name } as const;
    const outcome = await this.request(entry, () =>
      how === 'close' ? handle.close() : handle.unsubscribe(),
    );
    session.subscription = undefined;
    this.handler.forget();
    // It may still be there; when the client goes, it goes, too.
    if (outcome.type !== 'ok' && !session.isOver) this.lose(session, outcome.error);
  }

  private async disconnect(session: Session): Promise<void> {
    const entry = { f: 'disconnect', client: this.name } as const;
    session.isLeaving = true;
    await this.request(entry, () => session.client.disconnect());
    this.drop(session);
  }

  private lose(session: Session, error: string): void {
    if (session.isOver) return;
    this.arena.note({ f: 'lost', type: 'ok', client: this.name, error });
    this.drop(session);
    void this.returns();
  }

  private returns(): Promise<void> {
    return this.changes.run(async () => {
      await this.arena.pause(RETRY_MS);
      if (!this.session) await this.comeBack();
    });
  }

  private drop(session: Session): void {
    session.isOver = true;
    session.client.destroy();
    if (this.session === session) this.session = undefined;
    this.handler.forget();
  }
}

/** Names of groups and durables are the run's own, so that it disturbs nobody. */
function ofRun({ runId, firstSequence = 1 }: Arena, terms: SubscriptionTerms): SubscriptionTerms {
  const { queue, durable, start } = terms;
  const isPlace = start?.from === 'sequence';
  return {
    ...terms,
    ...(queue === undefined ? {} : { queue: `${queue}-${runId}` }),
    ...(durable === undefined ? {} : { durable: `${durable}-${runId}` }),
    // On a server that runs already the channel may have had events before.
    ...(isPlace
      ? { start: { from: 'sequence', sequence: start.sequence + firstSequence - 1 } }
      : {}),
  };
}
