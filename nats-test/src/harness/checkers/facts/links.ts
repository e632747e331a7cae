import type { History, Operation } from '../../history/operation';

/** A request that was answered well, from its invocation to its answer. */
interface RoundTrip {
  readonly asked: Operation;
  readonly answer: Operation;
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
  private readonly byClient = new Map<string, RoundTrip[]>();

  constructor(history: History) {
    const asked = new Map<number, Operation>();
    for (const operation of history) {
      if (!('id' in operation)) continue;
      const { type, client, id } = operation;
      if (type === 'invoke') {
        asked.set(id, operation);
        continue;
      }
      const invoked = asked.get(id);
      if (!invoked) continue;
      // A connect asks for more than the link: names, other clients.
      if (operation.f !== 'connect') {
        const tripMs = operation.timeMs - invoked.timeMs;
        this.longestMs.set(client, Math.max(tripMs, this.longestMs.get(client) ?? 0));
      }
      if (type !== 'ok') continue;
      const trips = this.byClient.get(client) ?? [];
      this.byClient.set(client, trips);
      trips.push({ asked: invoked, answer: operation });
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
    return FACTOR * Math.max(0, ...this.longestMs.values());
  }

  /**
   * The first answer to something that the client asked for after that. Connections keep the order:
   * whatever the client had sent before was at the server then.
   */
  answeredSince(client: string, since: Operation): Operation | undefined {
    // Answers stand in the order in which they came.
    return this.byClient.get(client)?.find(({ asked }) => asked.index > since.index)?.answer;
  }
}
