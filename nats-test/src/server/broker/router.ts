import type { Random } from '../../base/random';
import { literalLength } from '../../protocol/nats/subject';
import type { Connection } from './connection';
import { RouteTable, type ClientTarget, type Route } from './route-table';
import type {
  ClientSubscription,
  InternalHandler,
  InternalOwner,
  InternalSubscription,
} from './subscription';

/** Whom a message of a subject goes to. */
type Targets = Pick<Route, 'subject' | 'clients' | 'groups'>;

const NO_TAIL = new Uint8Array(0);

/** Gives messages, from connections and from parts of the server, to whom they concern. */
export class Router {
  readonly routes = new RouteTable();

  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  /**
   * Gives messages of the subject (wildcards allowed) to a part of the server.
   * @param owner who has them counted; nobody, when left out
   */
  subscribe(
    subject: string,
    handler: InternalHandler,
    owner: InternalOwner = { inMsgs: 0, inBytes: 0, outMsgs: 0, outBytes: 0, lastActivityMs: 0 },
    sid = '',
  ): InternalSubscription {
    const subscription: InternalSubscription = {
      kind: 'internal',
      subject,
      queue: '',
      sid,
      handler,
      owner,
      messagesDelivered: 0,
    };
    this.routes.insert(subscription);
    return subscription;
  }

  unsubscribe(subscription: InternalSubscription): void {
    this.routes.remove(subscription);
  }

  /**
   * Publishes from inside the server.
   * @param reply where answers go; empty for nowhere
   * @param tail,tailStart,tailEnd bytes that follow the payload as part of it
   * @returns the route that was used: keep it instead of the given one, which may be stale
   */
  publish(
    route: Route,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    tail: Uint8Array = NO_TAIL,
    tailStart = 0,
    tailEnd = 0,
  ): Route {
    const current = this.routes.isCurrent(route) ? route : this.routes.route(route.subject);
    // What a handler brings about may change the route.
    const { subject, clients, groups, internals } = current;
    const [first] = clients;
    if (first && clients.length === 1 && groups.length === 0 && internals.length === 0) {
      // An inbox: what nearly all that a server sends goes to.
      this.deliver(current, first, reply, bytes, start, end, undefined, tail, tailStart, tailEnd);
      return current;
    }
    if (internals.length > 0) {
      const whole = Buffer.concat([bytes.subarray(start, end), tail.subarray(tailStart, tailEnd)]);
      const replyRoute = reply === '' ? undefined : this.routes.route(reply);
      for (const internal of internals) {
        countDelivery(internal, whole.length);
        internal.handler(whole, 0, whole.length, replyRoute, current);
      }
    }
    if (clients.length > 0 || groups.length > 0) {
      const targets = internals.length === 0 ? current : { subject, clients, groups };
      this.deliverToClients(targets, reply, bytes, start, end, undefined, tail, tailStart, tailEnd);
    }
    return current;
  }

  /** Whether a part of this server listens there. */
  isOwn({ internals }: Route): boolean {
    return internals.length > 0;
  }

  /**
   * Whether whom the route is for takes messages more slowly than they come. That is who names it
   * most exactly: somebody who listens to everything (`>`) must not hold up others.
   */
  isCongested({ clients }: Route): boolean {
    const [first] = clients;
    if (!first) return false;
    let isCongested = first.subscription.connection.congested;
    if (clients.length === 1) return isCongested;
    let exactness = literalLength(first.subscription.subject);
    for (const { subscription } of clients) {
      const itsExactness = literalLength(subscription.subject);
      if (itsExactness < exactness) continue;
      const { congested } = subscription.connection;
      isCongested = itsExactness > exactness ? congested : isCongested && congested;
      exactness = itsExactness;
    }
    return isCongested;
  }

  /** Gives a message to every plain subscription and to one member of each queue group. */
  deliverToClients(
    targets: Targets,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    except: Connection | undefined,
    tail: Uint8Array = NO_TAIL,
    tailStart = 0,
    tailEnd = 0,
  ): void {
    // One that this message ends, or whose client it cuts, takes them off the route.
    const { clients, groups } = targets;
    for (const target of clients) {
      this.deliver(targets, target, reply, bytes, start, end, except, tail, tailStart, tailEnd);
    }
    for (const members of groups) {
      const first = members.length > 1 ? this.random.below(members.length) : 0;
      for (let i = 0; i < members.length; i++) {
        const member = members[(first + i) % members.length];
        if (
          member &&
          this.deliver(targets, member, reply, bytes, start, end, except, tail, tailStart, tailEnd)
        ) {
          break;
        }
      }
    }
  }

  /** Ends a client's subscription. */
  remove(subscription: ClientSubscription): void {
    if (subscription.closed) return;
    subscription.closed = true;
    subscription.connection.subscriptions.delete(subscription.sid);
    this.routes.remove(subscription);
  }

  private deliver(
    { subject }: Targets,
    target: ClientTarget,
    reply: string,
    bytes: Buffer,
    start: number,
    end: number,
    except: Connection | undefined,
    tail: Uint8Array,
    tailStart: number,
    tailEnd: number,
  ): boolean {
    const { subscription } = target;
    const { connection } = subscription;
    if (subscription.closed || connection === except) return false;
    if (connection.isFiltered && connection.permissions?.mayReceive(subject) === false)
      return false;
    subscription.messagesDelivered++;
    if (subscription.messagesMax > 0) {
      const over = subscription.messagesDelivered - subscription.messagesMax;
      if (over >= 0) this.remove(subscription);
      if (over > 0) return false;
    }
    connection.outMsgs++;
    connection.outBytes += end - start + tailEnd - tailStart;
    connection.sendMsg(target.prefix, reply, bytes, start, end, tail, tailStart, tailEnd);
    return true;
  }
}

/** Counts a message that a part of the server gets. */
export function countDelivery(subscription: InternalSubscription, payloadBytes: number): void {
  subscription.messagesDelivered++;
  subscription.owner.outMsgs++;
  subscription.owner.outBytes += payloadBytes;
}
