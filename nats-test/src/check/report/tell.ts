import { oneLine } from '../../base/one-line';
import { cut } from '../../base/wrap';
import { keyOf, type Act, type Beat, type EntryOf } from './beats';
import { firstLineOf } from './error-words';
import { PUBLISHER } from '../history';
import type { Scene } from './scene';
import { SubscriptionWords } from './subscription-words';
import { timeWords } from './words';

/** Longer texts of servers and errors say nothing more in a line. */
const TEXT_LENGTH_MAX = 160;

/** Tells beats one after another: what has been told before makes the words of the next. */
export class Storyteller {
  private readonly scene: Scene;
  private readonly subscriptions: SubscriptionWords;
  /** Messages that have reached a listener. */
  private readonly arrived = new Set<string>();
  private ackWaitMs = Infinity;

  constructor(scene: Scene) {
    this.scene = scene;
    this.subscriptions = new SubscriptionWords(scene);
  }

  /** One sentence without a capital and a full stop; empty when there is nothing new to tell. */
  tell({ acts }: Beat): string {
    for (const act of acts) {
      if (act.f === 'subscribed') this.ackWaitMs = act.ackWaitMs;
    }
    if (acts.some((it) => it.f === 'server restarted')) return this.tellServerRestart(acts);
    const [act] = acts;
    const { who } = this.scene;
    switch (act.f) {
      case 'published':
        return this.tellPublished(act);
      case 'delivered':
        return this.tellDelivered(act, acts);
      case 'started':
      case 'subscribed':
        return this.subscriptions.tell(acts);
      case 'delivery lost':
        return acts[1]?.f === 'crashed'
          ? this.tellCrash(acts[1])
          : `${this.scene.nameOf(act)} was sent to ${who(act.member)} and got lost on its way`;
      case 'acked':
        return `${who(act.member)} acknowledged ${this.scene.nameOf(act)}${acts.length > 1 ? ', and crashed in that moment' : ''}`;
      case 'ack lost':
        return `${who(act.member)} acknowledged ${this.scene.nameOf(act)}, but the ack got lost`;
      case 'held':
        return `${who(act.member)} still holds ${this.scene.nameOf(act)}: no ack came`;
      case 'crashed':
        return this.tellCrash(act);
      case 'stopped': {
        const told = `${who(act.member)} was stopped`;
        if (acts.length === 1) return told;
        const news = this.subscriptions.news(acts);
        return `${told} and started again${news === '' ? '' : `: ${news}`}`;
      }
      case 'unsubscribed':
        return `${who(act.member)} unsubscribed from ${act.channel}, which deletes its durable subscription ${act.durable}`;
      case 'waited':
        return this.tellWait(acts);
      case 'server restarted':
        return 'the server restarted with its store';
      case 'threw':
        return this.tellThrow(act);
      case 'exited':
        return `${who(act.member)} ended by itself (${act.status})`;
      case 'refused':
        return `the server refused to let ${who(act.member)} ${act.what}: ${shorten(act.error)}`;
    }
  }

  private tellPublished(act: EntryOf<'published'>): string {
    const isOwn = act.by !== PUBLISHER;
    // It may have a client of which nobody knows whose it is.
    const isMember = this.scene.members.includes(act.by);
    const sender = isMember ? this.scene.who(act.by) : isOwn ? 'a listener' : 'publisher';
    const name = isOwn && act.event === 0 ? 'a message' : this.scene.nameOf(act);
    return `${sender} sent ${name} to ${act.channel}: ${shorten(act.label)}`;
  }

  private tellDelivered(delivery: EntryOf<'delivered'>, acts: readonly Act[]): string {
    const key = keyOf(delivery);
    const isAgain = this.arrived.has(key);
    this.arrived.add(key);
    const who = this.scene.who(delivery.member);
    const came = `${this.scene.nameOf(delivery)} came ${isAgain ? 'again ' : ''}to ${who}`;
    const told = `${came}${flagWords(isAgain, delivery.redelivered)}`;
    return told + endWords(acts[1], acts.length > 2);
  }

  private tellCrash({ member, when, during }: EntryOf<'crashed'>): string {
    const crashed = `${this.scene.who(member)} crashed`;
    const event = during ? this.scene.nameOf(during) : 'an event';
    switch (when) {
      case 'before delivery':
        return during ? `${crashed} before ${event} reached it` : crashed;
      case 'while handling':
        return `${crashed} in the middle of handling ${event}`;
      case 'before ack':
        return `${crashed} after handling ${event}, before the server had the ack`;
      case 'after ack':
        return `${crashed} in the moment in which the server had its ack of ${event}`;
      case 'server restarted':
        return `${this.scene.who(member)} was cut off`;
    }
  }

  private tellServerRestart(acts: readonly Act[]): string {
    const back = acts.flatMap((it) => (it.f === 'started' ? [it.member] : []));
    const isAll = back.length > 1 || this.scene.members.length <= 1;
    const listeners = isAll
      ? `the listener${back.length > 1 ? 's' : ''}`
      : this.scene.who(back[0] ?? '');
    const news = this.subscriptions.news(acts);
    return [
      'the server restarted with its store',
      back.length === 0 ? '' : `, and so did ${listeners}`,
      news === '' ? '' : `: ${news}`,
    ].join('');
  }

  private tellWait(acts: readonly Act[]): string {
    const ms = acts.reduce((sum, it) => sum + (it.f === 'waited' ? it.ms : 0), 0);
    const isOver = ms >= this.ackWaitMs;
    return `${timeWords(ms)} passed${isOver ? ': the ack wait is over' : ''}`;
  }

  private tellThrow({ member, error, isRejection }: EntryOf<'threw'>): string {
    const what = isRejection
      ? `a promise of ${this.scene.who(member)} was rejected, and nobody caught it`
      : `${this.scene.who(member)} threw, and nobody caught it`;
    return `${what}: ${shorten(firstLineOf(error))}`;
  }
}

/** What became of a delivery. */
function endWords(end: Act | undefined, isCrashedAfter: boolean): string {
  if (end?.f === 'acked') {
    // What it has done by then is not known: it may acknowledge first.
    return isCrashedAfter
      ? '; it acknowledged the event and crashed in that moment'
      : ' and was acknowledged';
  }
  if (end?.f === 'ack lost') return ' and was handled, but its ack got lost';
  if (end?.f === 'held') return ', which holds it: no ack came yet';
  if (end?.f !== 'crashed') return '';
  return end.when === 'before ack'
    ? ', which handled it and crashed before the server had the ack'
    : ', which crashed in the middle of handling it';
}

function flagWords(isAgain: boolean, redelivered: boolean): string {
  if (isAgain) return redelivered ? ' (redelivered)' : ' (not marked as redelivered)';
  return redelivered ? ' (redelivered: it had not arrived before)' : '';
}

function shorten(text: string): string {
  return cut(oneLine(text), TEXT_LENGTH_MAX);
}
