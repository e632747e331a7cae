import { randomId, type Random } from '../../base/random';
import type { Timer } from '../../base/clock';
import { subjectFromText } from '../../protocol/nats/subject';
import type { NatsConnection, NatsSubscription } from './nats';
import type { Turn } from './turn';

const NO_BYTES = Buffer.alloc(0);

interface Request {
  readonly timer: Timer;
  readonly done: (answered: boolean) => void;
}

/** Asks clients for an answer, whatever it is: how the server finds out who is alive. */
export class Requester {
  private readonly connection: NatsConnection;
  private readonly turn: Turn;
  private readonly random: Random;
  private readonly prefix: string;
  private readonly inbox: NatsSubscription;
  private readonly requests = new Map<string, Request>();

  constructor(connection: NatsConnection, turn: Turn, random: Random) {
    this.connection = connection;
    this.turn = turn;
    this.random = random;
    this.prefix = `_INBOX.${randomId(random)}.`;
    this.inbox = connection.subscribe(`${this.prefix}*`, (_bytes, _start, _end, _reply, route) => {
      this.settle(route.subject.slice(this.prefix.length), true);
    });
  }

  /** An inbox of this server's own. */
  get inboxName(): string {
    return this.prefix.slice(0, -1);
  }

  /** Sends an empty message and calls back once: with an answer, or when none came in time. */
  ask(subject: string, timeoutMs: number, done: (answered: boolean) => void): void {
    const token = randomId(this.random);
    const timer = this.turn.later(timeoutMs, () => {
      // If this process has stood still, the answer may be there, only not read yet.
      this.turn.atEnd(() => {
        this.settle(token, false);
      });
    });
    this.requests.set(token, { timer, done });
    const route = this.connection.routes.route(subjectFromText(subject));
    // A client that names one of this server's own subjects as its inbox would have the server answer
    // for it, and live for ever.
    if (this.connection.isOwn(route)) return;
    this.connection.publish(route, this.prefix + token, NO_BYTES, 0, 0);
  }

  close(): void {
    this.connection.unsubscribe(this.inbox);
    for (const request of this.requests.values()) request.timer.cancel();
    this.requests.clear();
  }

  private settle(token: string, answered: boolean): void {
    const request = this.requests.get(token);
    if (!request) return;
    this.requests.delete(token);
    request.timer.cancel();
    request.done(answered);
  }
}
