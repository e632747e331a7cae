import type { History, Operation } from '../../history/operation';
import type { FaultWindow } from './fault-windows';
import type { Pauses } from './pauses';

/** A request that was answered well, from its invocation to its answer. */
interface RoundTrip {
  readonly asked: Operation;
  readonly answer: Operation;
}

/** What went over one connection: a name connects again and again, and nothing outlives a connection. */
interface Connection {
  readonly fromIndex: number;
  /** In the order in which they were asked for. */
  readonly trips: RoundTrip[];
  /** For each of them, the first answer to it or to one that was asked for later. */
  answers?: Operation[];
}

/** Links are not always as fast as they once were. */
const FACTOR = 3;

/** The least time to allow for what is under way to the server or from there. */
const WAY_MS = 500;

/**
 * How far the clients are from the server, as their own requests show. A server behind a slow link
 * is as right as a near one; only the waiting is longer.
 */
export class Links {
  private readonly longestMs = new Map<string, number>();
  private readonly byClient = new Map<string, Connection[]>();
  private longestOfAllMs = 0;

  /** @param struck when server or ways were struck by faults: that is no matter of the links */
  constructor(history: History, windows: readonly FaultWindow[], struck: Pauses) {
    const asked = new Map<number, Operation>();
    let isStruck = false;
    for (const operation of history) {
      if (operation.f === 'fault' || operation.f === 'phase') isStruck = true;
      if (!('id' in operation)) continue;
      const { type, client, id } = operation;
      if (type === 'invoke') {
        asked.set(id, operation);
        if (operation.f === 'connect') {
          this.connectionsOf(client).push({ fromIndex: operation.index, trips: [] });
        }
        continue;
      }
      const invoked = asked.get(id);
      if (!invoked) continue;
      // A connect asks for more than the link: names, other clients. And what was never answered
      // tells of a slow link only where nothing was broken on purpose.
      if (operation.f !== 'connect' && !(isStruck && type === 'info')) {
        this.lengthen(client, struck.runningMs(invoked.timeMs, operation.timeMs));
      }
      if (type !== 'ok') continue;
      this.connectionAt(client, invoked)?.trips.push({ asked: invoked, answer: operation });
    }
    this.delay(windows);
    for (const connections of this.byClient.values()) {
      for (const { trips } of connections) trips.sort((a, b) => a.asked.index - b.asked.index);
    }
  }

  /** Milliseconds beyond which nothing is under way between this client and the server. */
  wayMs(client: string): number {
    return Math.max(WAY_MS, this.marginMs(client));
  }

  /** Milliseconds to allow for the client's link, on top of what all servers are allowed. */
  marginMs(client: string): number {
    return FACTOR * (this.longestMs.get(client) ?? 0);
  }

  /** As `marginMs`, of the slowest client of all. */
  get longestMarginMs(): number {
    return FACTOR * this.longestOfAllMs;
  }

  /**
   * The first answer to something that the client asked for after that, over the same connection.
   * Connections keep the order: whatever the client had sent before was at the server then.
   */
  answeredSince(client: string, since: Operation): Operation | undefined {
    const connection = this.connectionAt(client, since);
    if (!connection) return undefined;
    const { trips } = connection;
    connection.answers ??= firstAnswers(trips);
    let low = 0;
    let high = trips.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((trips[middle]?.asked.index ?? 0) <= since.index) low = middle + 1;
      else high = middle;
    }
    return connection.answers[low];
  }

  /** A client may have asked for nothing while its link was slow on purpose. */
  private delay(windows: readonly FaultWindow[]): void {
    const delays = new Map<string, number>();
    for (const { begins } of windows) {
      const { fault, on, ms = 0 } = begins;
      if (fault === 'delay') delays.set(on, Math.max(ms, delays.get(on) ?? 0));
    }
    // There and back.
    for (const [client, ms] of delays) {
      this.lengthen(client, (this.longestMs.get(client) ?? 0) + 2 * ms);
    }
  }

  /** Tells the connections of a client apart: the place where the one began that it had then. */
  connectionOf(operation: Operation): number {
    return this.connectionAt(operation.client, operation)?.fromIndex ?? -1;
  }

  private lengthen(client: string, ms: number): void {
    this.longestMs.set(client, Math.max(ms, this.longestMs.get(client) ?? 0));
    this.longestOfAllMs = Math.max(this.longestOfAllMs, ms);
  }

  private connectionsOf(client: string): Connection[] {
    let there = this.byClient.get(client);
    if (!there) {
      // Of a client that the history has not seen connect.
      there = [{ fromIndex: -1, trips: [] }];
      this.byClient.set(client, there);
    }
    return there;
  }

  /** The connection that the client had then. */
  private connectionAt(client: string, { index }: Operation): Connection | undefined {
    const connections = this.connectionsOf(client);
    let low = 0;
    let high = connections.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((connections[middle]?.fromIndex ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return connections[low - 1];
  }
}

function firstAnswers(trips: readonly RoundTrip[]): Operation[] {
  const answers: Operation[] = [];
  let first: Operation | undefined;
  for (let i = trips.length - 1; i >= 0; i--) {
    const answer = trips[i]?.answer;
    if (answer && (!first || answer.index < first.index)) first = answer;
    if (first) answers[i] = first;
  }
  return answers;
}
