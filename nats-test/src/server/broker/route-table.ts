import { ByteKeyCache } from '../../base/byte-key-cache';
import { encodeMsgPrefix } from '../../protocol/nats/encoder';
import { hasWildcard, isPublishable } from '../../protocol/nats/subject';
import type { ClientSubscription, InternalSubscription, Subscription } from './subscription';

/** A client's subscription on a route, with the bytes that begin each of its messages. */
export interface ClientTarget {
  readonly subscription: ClientSubscription;
  readonly prefix: Buffer;
}

/** Who gets the messages of one subject. Resolved once, then kept until it is stale. */
export interface Route {
  readonly subject: string;
  /** False as soon as a subscription came or went that may change it: resolve it again. */
  valid: boolean;
  readonly clients: readonly ClientTarget[];
  readonly internals: readonly InternalSubscription[];
  /** Of each queue group one member gets the message. */
  readonly groups: readonly (readonly ClientTarget[])[];
}

/** One token deep in the tree of wildcard subscriptions. */
interface Level {
  readonly children: Map<string, Level>;
  /** Subscriptions that end here. */
  readonly subscriptions: Set<Subscription>;
}

/** What kept routes may take; beyond it they are all dropped and come back as they are used. */
const ROUTES_BYTES_MAX = 32 * 1024 * 1024;
/** Of a route beside its subject, roughly. */
const ROUTE_OVERHEAD_BYTES = 400;

/**
 * Finds the subscriptions of a subject.
 *
 * Literal subscriptions are found by name and touch only their own route when they come or go.
 * Wildcards live in a tree by tokens and make all routes stale: they are rare (a client has one or
 * two, made when it connects).
 */
export class RouteTable {
  private readonly literals = new Map<string, Set<Subscription>>();
  private readonly wildcards: Level = newLevel();
  private readonly routes = new Map<string, Route>();
  private readonly routesByBytes = new ByteKeyCache<Route>();
  private routesBytes = 0;
  /** Subscriptions in the table; that came and went since the start. */
  count = 0;
  inserted = 0;
  removed = 0;
  /** Subjects that were looked up since the start, but for those whose bytes were seen lately. */
  lookups = 0;
  /** Of these, how many were known. */
  lookupHits = 0;

  insert(subscription: Subscription): void {
    this.count++;
    this.inserted++;
    const { subject } = subscription;
    if (hasWildcard(subject)) {
      let level = this.wildcards;
      for (const token of subject.split('.')) {
        let child = level.children.get(token);
        if (!child) {
          child = newLevel();
          level.children.set(token, child);
        }
        level = child;
      }
      level.subscriptions.add(subscription);
      this.forgetAll();
    } else {
      const same = this.literals.get(subject);
      if (same) same.add(subscription);
      else this.literals.set(subject, new Set([subscription]));
      this.forget(subject);
    }
  }

  remove(subscription: Subscription): void {
    const { subject } = subscription;
    if (hasWildcard(subject)) {
      if (!removeFromTree(this.wildcards, subject.split('.'), subscription)) return;
      this.forgetAll();
    } else {
      const same = this.literals.get(subject);
      if (!same?.delete(subscription)) return;
      if (same.size === 0) this.literals.delete(subject);
      this.forget(subject);
    }
    this.count--;
    this.removed++;
  }

  /** The route of a subject, given as one character a byte. */
  route(subject: string): Route {
    const known = this.routes.get(subject);
    this.lookups++;
    if (known) {
      this.lookupHits++;
      return known;
    }
    this.routesBytes += subject.length + ROUTE_OVERHEAD_BYTES;
    if (this.routesBytes > ROUTES_BYTES_MAX) this.forgetAll();
    const route = this.resolve(subject);
    this.routes.set(subject, route);
    return route;
  }

  /** The same for a subject that stands in a buffer; makes no string when it was seen lately. */
  routeOfBytes(bytes: Buffer, start: number, end: number): Route {
    const cached = this.routesByBytes.get(bytes, start, end);
    if (cached?.valid) return cached;
    const route = this.route(bytes.toString('latin1', start, end));
    this.routesByBytes.put(bytes, start, end, route);
    return route;
  }

  /** How many subscriptions each subject that is kept has. */
  *fanouts(): Iterable<number> {
    for (const { clients, internals, groups } of this.routes.values()) {
      yield clients.length + internals.length + groups.length;
    }
  }

  private resolve(subject: string): Route {
    if (!isPublishable(subject)) {
      return { subject, valid: true, clients: [], internals: [], groups: [] };
    }
    const found: Subscription[] = [...(this.literals.get(subject) ?? [])];
    collect(this.wildcards, subject.split('.'), found);
    const clients: ClientTarget[] = [];
    const internals: InternalSubscription[] = [];
    const groups = new Map<string, ClientTarget[]>();
    for (const subscription of found) {
      if (subscription.kind === 'internal') {
        internals.push(subscription);
        continue;
      }
      const target = { subscription, prefix: encodeMsgPrefix(subject, subscription.sid) };
      if (subscription.queue === '') {
        clients.push(target);
      } else {
        const members = groups.get(subscription.queue);
        if (members) members.push(target);
        else groups.set(subscription.queue, [target]);
      }
    }
    return { subject, valid: true, clients, internals, groups: [...groups.values()] };
  }

  private forget(subject: string): void {
    const route = this.routes.get(subject);
    if (!route) return;
    route.valid = false;
    this.routesBytes -= subject.length + ROUTE_OVERHEAD_BYTES;
    this.routes.delete(subject);
  }

  private forgetAll(): void {
    for (const route of this.routes.values()) route.valid = false;
    this.routesBytes = 0;
    this.routes.clear();
    this.routesByBytes.clear();
  }
}

function newLevel(): Level {
  return { children: new Map(), subscriptions: new Set() };
}

/** Finds what matches; without recursion, since a subject may have thousands of tokens. */
function collect(root: Level, tokens: readonly string[], found: Subscription[]): void {
  let levels: Level[] = [root];
  for (const token of tokens) {
    const next: Level[] = [];
    for (const level of levels) {
      const rest = level.children.get('>');
      if (rest) for (const subscription of rest.subscriptions) found.push(subscription);
      const any = level.children.get('*');
      if (any) next.push(any);
      // A published `*` or `>` is an ordinary token and matches only wildcards, never itself.
      const same = token === '*' || token === '>' ? undefined : level.children.get(token);
      if (same) next.push(same);
    }
    if (next.length === 0) return;
    levels = next;
  }
  for (const level of levels) {
    for (const subscription of level.subscriptions) found.push(subscription);
  }
}

function removeFromTree(
  root: Level,
  tokens: readonly string[],
  subscription: Subscription,
): boolean {
  const path: Level[] = [root];
  for (const token of tokens) {
    const child = path.at(-1)?.children.get(token);
    if (!child) return false;
    path.push(child);
  }
  if (!path.at(-1)?.subscriptions.delete(subscription)) return false;
  for (let depth = tokens.length; depth > 0; depth--) {
    const level = path[depth];
    if (!level || level.children.size > 0 || level.subscriptions.size > 0) break;
    path[depth - 1]?.children.delete(tokens[depth - 1] ?? '');
  }
  return true;
}
