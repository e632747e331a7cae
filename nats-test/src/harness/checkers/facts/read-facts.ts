import type { History, Operation } from '../../history/operation';
import type { TargetFacts } from '../../history/target-facts';
import { Company } from './company';
import type { Facts, Identity } from './facts';
import { faultWindowsIn, type FaultWindow } from './fault-windows';
import { FreezeReader, stretchesOf, type Freeze } from './freezes';
import { Links } from './links';
import { livesIn, type Life } from './lives';
import { isLong, Pauses, stretchOf } from './pauses';
import { IdentityReader } from './read-identities';
import { PublicationReader } from './read-publications';
import { SessionReader } from './read-sessions';
import { Trims } from './trims';
import { Upheavals } from './upheavals';

/** The facts of histories that were read before, as long as these do not grow. */
const known = new WeakMap<
  History,
  { readonly length: number; readonly target: string; readonly lives: readonly Facts[] }
>();

const NOTHING: TargetFacts = {};

/**
 * Reads a history from its beginning to its end, once for all checkers.
 * @returns the facts of each life of the server; it has one, unless its store was wiped
 */
export function readFacts(history: History, target: TargetFacts = NOTHING): readonly Facts[] {
  const { heartbeats, limits, nodes } = target;
  const key = JSON.stringify([heartbeats, limits, nodes]);
  const there = known.get(history);
  if (there?.length === history.length && there.target === key) return there.lives;
  const lives = new Reader(history, target).readLives();
  known.set(history, { length: history.length, target: key, lives });
  return lives;
}

/** What is the same for all lives. */
class Reader {
  private readonly history: History;
  private readonly target: TargetFacts;
  private readonly windows: readonly FaultWindow[];
  private readonly freezes: readonly Freeze[];
  private readonly clockJumps: readonly Operation[];
  private readonly pauses: Pauses;
  private readonly standstills: Pauses;
  private readonly upheavals: Upheavals;
  private readonly links: Links;
  /** Freezes after which nobody knows whether the server still had the client. */
  private readonly silences = new Set<Operation>();

  constructor(history: History, target: TargetFacts) {
    this.history = history;
    this.target = target;
    this.windows = faultWindowsIn(history, target);
    const freezes = new FreezeReader();
    const stood = [];
    const jumps: Operation[] = [];
    for (const operation of history) {
      freezes.read(operation);
      if (operation.f === 'pause') stood.push(stretchOf(operation));
      if (operation.f === 'fault' && operation.fault === 'clock') jumps.push(operation);
    }
    this.clockJumps = jumps;
    this.freezes = freezes.finish();
    this.upheavals = new Upheavals(history, this.windows, target);
    const { outages } = this.upheavals;
    const frozen = stretchesOf(this.freezes);
    this.standstills = new Pauses([...stood, ...outages]);
    this.pauses = new Pauses([...stood, ...outages, ...frozen]);
    this.links = new Links(history, this.windows, new Pauses([...outages, ...frozen]));
    for (const { froze, survivedAt } of this.freezes) if (!survivedAt) this.silences.add(froze);
  }

  readLives(): readonly Facts[] {
    return livesIn(this.history, this.windows).map((life) => this.read(life));
  }

  private read({ history, wipedAt }: Life): Facts {
    const sessions = new SessionReader();
    const identities = new IdentityReader(this.upheavals);
    const publications = new PublicationReader();
    const isGivenUp = (client: string, pause: Operation): boolean =>
      this.links.answeredSince(client, pause) === undefined;
    for (const operation of history) if (operation.f === 'publish') publications.publish(operation);
    for (const operation of history) {
      if (operation.f === 'deliver' || ('id' in operation && operation.type === 'ok')) {
        sessions.hear(operation);
      }
      switch (operation.f) {
        case 'connect': {
          const replaced = sessions.connect(operation);
          if (replaced) identities.gone(operation, replaced);
          break;
        }
        case 'disconnect':
          identities.disconnect(operation, sessions.disconnect(operation));
          break;
        case 'subscribe':
          identities.subscribe(operation, sessions.of(operation.client));
          break;
        case 'close':
        case 'unsubscribe':
          identities.end(operation);
          break;
        case 'deliver':
          // What nobody has published is one checker's matter, and confuses all others.
          if (!publications.knows(operation)) break;
          publications.deliver(operation);
          identities.deliver(operation);
          break;
        case 'ack':
          if (publications.knows(operation)) identities.ack(operation);
          break;
        case 'fault':
        case 'freeze':
          if (!this.silences.has(operation)) break;
          identities.silence(operation, sessions.silence(operation));
          break;
        case 'lost':
        case 'crash':
          identities.silence(operation, sessions.silence(operation));
          break;
        case 'ping': {
          // Whoever could not ask knows nothing.
          const unknown = operation.type === 'fail' ? sessions.unknown(operation) : undefined;
          if (unknown) {
            identities.silence(unknown.silent ?? operation, unknown);
            identities.gone(operation, unknown);
          }
          break;
        }
        case 'registered': {
          const evicted = sessions.registered(operation);
          if (evicted) identities.gone(operation, evicted);
          break;
        }
        case 'pause':
          // A client that was given up would have been refused whatever it asked for later.
          if (isLong(operation)) sessions.pause(operation, isGivenUp);
          break;
        case 'publish':
        case 'ack lost':
        case 'thaw':
        case 'phase':
        case 'book':
        case 'end':
          break;
      }
    }
    publications.finish();
    const { limits } = this.target;
    const { channels } = publications;
    const companies = new Map<Identity, Company>();
    const trims = new Map<string, Trims>();
    const made = new Map<(facts: Facts) => unknown, { readonly result: unknown }>();
    const facts: Facts = {
      history,
      target: this.target,
      endMs: wipedAt?.timeMs ?? history.at(-1)?.timeMs ?? 0,
      isWiped: wipedAt !== undefined,
      pauses: this.pauses,
      standstills: this.standstills,
      upheavals: this.upheavals,
      freezes: this.freezes,
      clockJumps: this.clockJumps,
      links: this.links,
      sessions: sessions.sessions,
      identities: identities.finish(),
      publications: publications.publications,
      channels,
      member: (subscription) => identities.members.get(subscription),
      company: (identity) => remembered(companies, identity, () => new Company(facts, identity)),
      once: <T>(make: (facts: Facts) => T): T =>
        remembered(made, make, () => ({ result: make(facts) })).result as T,
      trims: (channel) =>
        limits && remembered(trims, channel, () => new Trims(limits, channels.get(channel) ?? [])),
    };
    return facts;
  }
}

function remembered<K, V>(all: Map<K, V>, key: K, make: () => V): V {
  const there = all.get(key);
  if (there !== undefined) return there;
  const made = make();
  all.set(key, made);
  return made;
}
