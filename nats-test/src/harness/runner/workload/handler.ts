import { between } from '../../generators/pace';
import type { Actor } from '../../generators/plan';
import type { Delivery } from '../../client/harness-client';
import { noticeForeign } from '../foreign';
import { decodePayload, type Payload } from '../payload';
import type { Arena } from './arena';
import type { Session } from './session';

interface Held {
  readonly session: Session;
  readonly subscription: string;
  readonly channel: string;
  readonly value: string;
  readonly delivery: Delivery;
}

/** What strikes the acks of a listener. */
export interface AckFault {
  readonly fault: 'drop-acks' | 'repeat-acks';
  /** Each n-th of them. */
  readonly each: number;
}

/** What a listener does with its deliveries. */
export class Handler {
  /** The next event is its last one: it does its work and dies before the ack. */
  onNextEvent: (() => void) | undefined;
  ackFault: AckFault | undefined;
  private acks = 0;
  private isStalled = false;
  /** Waits for the end of the stall. */
  private held: Held[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly arena: Arena;
  private readonly actor: Actor;

  constructor(arena: Arena, actor: Actor) {
    this.arena = arena;
    this.actor = actor;
  }

  deliver(session: Session, subscription: string, channel: string, delivery: Delivery): void {
    const { arena, actor } = this;
    if (arena.isOver) return;
    const payload = decodePayload(delivery.data);
    if (!payload?.value.startsWith(`${arena.runId}-`)) {
      // It must not fill the subscription's max in flight.
      delivery.ack();
      noticeForeign(arena, arena.firstSequence, payload, delivery);
      return;
    }
    const { value } = payload;
    const { sequence, redelivered, redeliveryCount } = delivery;
    if (!arena.sequences.has(value)) arena.sequences.set(value, sequence);
    const place = { client: actor.name, subscription, channel, value, sequence };
    arena.recorder.record({ f: 'deliver', type: 'ok', ...place, redelivered, redeliveryCount });
    // What comes again and again, and nobody can do anything with, keeps nobody waiting.
    if (!redelivered) arena.moved();
    this.handle({ session, subscription, channel, value, delivery }, payload);
  }

  stall(): void {
    this.isStalled = true;
  }

  goOn(): void {
    this.isStalled = false;
    const { held } = this;
    this.held = [];
    for (const one of held) this.acknowledge(one);
  }

  /** Its subscription is over; what it holds can't be acknowledged any more. */
  forget(): void {
    this.held = [];
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private handle(event: Held, payload: Payload): void {
    const { actor } = this;
    if (actor.kind !== 'listener') return;
    const { handling } = actor;
    const acknowledges = handling.does !== 'book' || this.books(event, payload);
    const { onNextEvent } = this;
    if (onNextEvent) {
      this.onNextEvent = undefined;
      onNextEvent();
      return;
    }
    switch (handling.does) {
      case 'ack':
        this.later(between(this.arena.random, ...handling.afterMs), () => this.acknowledge(event));
        return;
      case 'ack when redelivered':
        if (event.delivery.redelivered) this.acknowledge(event);
        return;
      case 'book':
        if (acknowledges) this.acknowledge(event);
        return;
    }
  }

  /** @returns whether the service acknowledges the event */
  private books({ subscription, value }: Held, payload: Payload): boolean {
    const { entity, version, amount } = payload;
    if (entity === undefined || version === undefined || amount === undefined) return true;
    const { recorder, ledger } = this.arena;
    const { balance, acknowledges } = ledger.book({ entity, version, amount });
    if (balance !== undefined) {
      const what = { subscription, value, entity, version, amount, balance };
      recorder.record({ f: 'book', type: 'ok', client: this.actor.name, ...what });
    }
    return acknowledges;
  }

  private acknowledge(event: Held): void {
    const { session, subscription, channel, value, delivery } = event;
    if (session.isOver || this.arena.isOver) return;
    if (this.isStalled) {
      this.held.push(event);
      return;
    }
    const { sequence } = delivery;
    const place = { client: this.actor.name, subscription, channel, value, sequence };
    const isStruck = this.ackFault !== undefined && ++this.acks % this.ackFault.each === 0;
    const { recorder } = this.arena;
    if (isStruck && this.ackFault?.fault === 'drop-acks') {
      recorder.record({ f: 'ack lost', type: 'ok', ...place });
      return;
    }
    for (let i = 0; i < (isStruck ? 2 : 1); i++) {
      if (delivery.ack()) recorder.record({ f: 'ack', type: 'ok', ...place });
    }
    this.arena.moved();
  }

  private later(delayMs: number, act: () => void): void {
    if (delayMs === 0) {
      act();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, delayMs);
    this.timers.add(timer);
  }
}
