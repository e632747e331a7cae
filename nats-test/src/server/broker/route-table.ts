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
export interface Route extends Readonly<Targets> {
  readonly subject: string;
  /** Which state of the table it shows; see {@link RouteTable.isCurrent}. */
  readonly version: number;
}

/** Who gets a message. */
export interface Targets {
  clients: readonly ClientTarget[];
  internals: readonly InternalSubscription[];
  /** Of each queue group one member gets the message. */
  groups: readonly (readonly ClientTarget[])[];
}

/** A route as its table sees it. */
interface KeptRoute extends Targets {
  readonly subject: string;
  version: number;
  /** What it takes, roughly. */
  bytes: number;
}

/** One token deep in the tree of wildcard subscriptions. */
interface Level {
  readonly children: Map<string, Level>;
  /** Subscriptions that end here. */
  readonly subscriptions: Set<Subscription>;
  /** Subjects of kept routes that have these subscriptions. */
  readonly subjects: Set<string>;
}

/** The version of a route that is to be resolved again, whatever the table's is. */
const STALE = -1;

/** What kept routes may take; beyond it they are all dropped and come back as they are used. */
const ROUTES_BYTES_MAX = 32 * 1024 * 1024;
/** Of a route beside its subject, roughly. */
const ROUTE_OVERHEAD_BYTES = 400;
/** Of each subscription on a route beside the bytes that begin its messages, roughly. */
const TARGET_OVERHEAD_BYTES = 150;
/** Of a subscription beside its words, and of each token of a wildcard that no other has, roughly. */
const SUBSCRIPTION_OVERHEAD_BYTES = 600;
const LEVEL_BYTES = 700;
/** When a route is dropped, whoever still holds it does not hold those that it was for. */
const NOBODY: Targets = { clients: [], internals: [], groups: [] };

/**
 * Finds the subscriptions of a subject.
 *
 * Literal subscriptions are found by name and touch only their own route when they come or go.
 * Wildcards live in a tree by tokens, where each knows the kept routes it is on; a new one may be on any,
 * so all are resolved again when they are used next.
 */
export class RouteTable {
  private readonly literals = new Map<string, Set<Subscription>>();
  private readonly wildcards: Level = newLevel();
  private readonly routes = new Map<string, KeptRoute>();
  private readonly routesByBytes = new ByteKeyCache<Route>();
  private routesBytes = 0;
  /** Counts what may have changed any route. */
  private version = 0;
  /** What the subscriptions take, roughly: clients choose how many and how long they are. */
  bytes = 0;
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
    this.bytes += subscriptionBytes(subscription);
    const { subject } = subscription;
    if (hasWildcard(subject)) {
      let level = this.wildcards;
      for (const token of subject.split('.')) {
        let child = level.children.get(token);
        if (!child) {
          child = newLevel();
          level.children.set(token, child);
          this.bytes += LEVEL_BYTES;
        }
        level = child;
      }
      level.subscriptions.add(subscription);
      this.version++;
    } else {
      const same = this.literals.get(subject);
      if (same) same.add(subscription);
      else this.literals.set(subject, new Set([subscription]));
      const route = this.routes.get(subject);
      if (route) route.version = STALE;
    }
  }

  remove(subscription: Subscription): void {
    const { subject } = subscription;
    if (hasWildcard(subject)) {
      const removed = removeFromTree(this.wildcards, subject.split('.'), subscription);
      if (!removed) return;
      const { level, levelsRemoved } = removed;
      this.bytes -= levelsRemoved * LEVEL_BYTES;
      for (const matched of level.subjects) this.forget(matched);
      // It may be in the tree no more.
      level.subjects.clear();
    } else {
      const same = this.literals.get(subject);
      if (!same?.delete(subscription)) return;
      if (same.size === 0) this.literals.delete(subject);
      this.forget(subject);
    }
    this.count--;
    this.removed++;
    this.bytes -= subscriptionBytes(subscription);
  }

  /** False when a subscription came or went that may have changed the route: look it up again. */
  isCurrent(route: Route): boolean {
    return route.version === this.version;
  }

  /** The route of a subject, given as one character a byte. */
  route(subject: string): Route {
    const known = this.routes.get(subject);
    this.lookups++;
    if (known) this.lookupHits++;
    return this.renewed(subject, known);
  }

  /** The same for a subject that stands in a buffer; makes no string when it was seen lately. */
  routeOfBytes(bytes: Buffer, start: number, end: number): Route {
    const cached = this.routesByBytes.get(bytes, start, end);
    if (cached && this.isCurrent(cached)) return cached;
    const route = this.route(bytes.toString('latin1', start, end));
    this.routesByBytes.put(bytes, start, end, route);
    return route;
  }

  /** How many subscriptions each subject that is kept has. */
  *fanouts(): Iterable<number> {
    for (const [subject, known] of this.routes) {
      const { clients, internals, groups } = this.renewed(subject, known);
      yield clients.length + internals.length + groups.length;
    }
  }

  /** @param known what is kept for the subject */
  private renewed(subject: string, known: KeptRoute | undefined): Route {
    if (known && this.isCurrent(known)) return known;
    // Whoever resolved it before and holds it still is told by its version.
    if (known) this.drop(known);
    let route = this.resolve(subject);
    if (this.routesBytes + route.bytes > ROUTES_BYTES_MAX && this.routes.size > 0) {
      this.forgetAll();
      // The table has another version now, and its wildcards know of no subject any more.
      route = this.resolve(subject);
    }
    this.routesBytes += route.bytes;
    this.routes.set(subject, route);
    return route;
  }

  private resolve(subject: string): KeptRoute {
    const { version } = this;
    let bytes = subject.length + ROUTE_OVERHEAD_BYTES;
    if (!isPublishable(subject)) return { subject, ...NOBODY, version, bytes };
    const found: Subscription[] = [...(this.literals.get(subject) ?? [])];
    for (const level of matching(this.wildcards, subject)) {
      level.subjects.add(subject);
      for (const subscription of level.subscriptions) found.push(subscription);
    }
    const clients: ClientTarget[] = [];
    const internals: InternalSubscription[] = [];
    const groups = new Map<string, ClientTarget[]>();
    for (const subscription of found) {
      if (subscription.kind === 'internal') {
        internals.push(subscription);
        continue;
      }
      const target = { subscription, prefix: encodeMsgPrefix(subject, subscription.sid) };
      bytes += target.prefix.length + TARGET_OVERHEAD_BYTES;
      if (subscription.queue === '') {
        clients.push(target);
      } else {
        const members = groups.get(subscription.queue);
        if (members) members.push(target);
        else groups.set(subscription.queue, [target]);
      }
    }
    return { subject, clients, internals, groups: [...groups.values()], version, bytes };
  }

  private forget(subject: string): void {
    const route = this.routes.get(subject);
    if (!route) return;
    this.drop(route);
    this.routes.delete(subject);
    for (const level of matching(this.wildcards, subject)) level.subjects.delete(subject);
  }

  /** The route counts no more, wherever it is held: it keeps no connection that is gone. */
  private drop(route: KeptRoute): void {
    this.routesBytes -= route.bytes;
    route.bytes = 0;
    route.version = STALE;
    Object.assign(route, NOBODY);
  }

  private forgetAll(): void {
    this.version++;
    for (const route of this.routes.values()) this.drop(route);
    this.routes.clear();
    this.routesByBytes.clear();
    forgetSubjects(this.wildcards);
  }
}

function subscriptionBytes({ subject, queue, sid }: Subscription): number {
  return SUBSCRIPTION_OVERHEAD_BYTES + subject.length + queue.length + sid.length;
}

function newLevel(): Level {
  return { children: new Map(), subscriptions: new Set(), subjects: new Set() };
}

/** Where wildcards end that match; without recursion, since a subject may have thousands of tokens. */
function matching(root: Level, subject: string): Level[] {
  const found: Level[] = [];
  let levels: Level[] = [root];
  for (const token of subject.split('.')) {
    const next: Level[] = [];
    for (const level of levels) {
      const rest = level.children.get('>');
      if (rest) found.push(rest);
      const any = level.children.get('*');
      if (any) next.push(any);
      // A published `*` or `>` is an ordinary token and matches only wildcards, never itself.
      const same = token === '*' || token === '>' ? undefined : level.children.get(token);
      if (same) next.push(same);
    }
    levels = next;
    if (levels.length === 0) break;
  }
  for (const level of levels) found.push(level);
  return found.filter(({ subscriptions }) => subscriptions.size > 0);
}

/** Without recursion, as above. */
function forgetSubjects(root: Level): void {
  const levels = [root];
  for (let level = levels.pop(); level; level = levels.pop()) {
    level.subjects.clear();
    for (const child of level.children.values()) levels.push(child);
  }
}

/** @returns where it stood, and how many levels went with it; undefined when it was not there */
function removeFromTree(
  root: Level,
  tokens: readonly string[],
  subscription: Subscription,
): { readonly level: Level; readonly levelsRemoved: number } | undefined {
  const path: Level[] = [root];
  for (const token of tokens) {
    const child = path.at(-1)?.children.get(token);
    if (!child) return undefined;
    path.push(child);
  }
  const last = path.at(-1);
  if (!last?.subscriptions.delete(subscription)) return undefined;
  let levelsRemoved = 0;
  for (let depth = tokens.length; depth > 0; depth--) {
    const level = path[depth];
    if (!level || level.children.size > 0 || level.subscriptions.size > 0) break;
    path[depth - 1]?.children.delete(tokens[depth - 1] ?? '');
    levelsRemoved++;
  }
  return { level: last, levelsRemoved };
}
