import type { ConnectionOptions } from '../../harness/client/harness-client';
import type { MemberSetup, PublisherSetup, SubscriberSetup, WorkerSetup } from '../load/protocol';
import type { LoadPlan } from '../plan';

/** What the setups of a round have in common. */
export interface SetupOptions {
  readonly load: LoadPlan;
  readonly connection: ConnectionOptions;
  /** A random number that tells benches apart. */
  readonly bench: number;
  readonly round: number;
  readonly intervalMs: number;
}

/** A stranger's server keeps channels for ever, so that all benches use the same few. */
const CHANNEL_PREFIX = 'nats-test.bench.';
/** As long as the library itself waits. */
const PUBLISH_TIMEOUT_MS = 30_000;

/** Spreads publishers and subscribers over worker processes. */
export function workerSetups(options: SetupOptions): WorkerSetup[] {
  return [...subscriberSetups(options), ...publisherSetups(options)];
}

function publisherSetups(options: SetupOptions): PublisherSetup[] {
  const { load, bench, round } = options;
  const clients = Array.from({ length: load.publishers }, (_, publisher) => ({
    publisher,
    clientId: clientIdOf(options, `publisher-${publisher + 1}`),
  }));
  return deal(clients, load.workers).map((some, at) => ({
    role: 'publisher',
    ...commonOf(options),
    clients: some,
    pace: load.pace,
    extent: load.extent,
    warmUp: load.warmUp,
    sizes: load.sizes,
    // The same sizes for every target in a round, others in the next.
    seed: bench + round * 1000 + at,
  }));
}

function subscriberSetups(options: SetupOptions): SubscriberSetup[] {
  const { load, bench, round } = options;
  const members = load.identities.flatMap(({ name, queue, members: count }, identity) =>
    Array.from({ length: count }, (_, at): MemberSetup => ({
      identity,
      name,
      ...(queue !== undefined && { queue }),
      clientId: clientIdOf(options, `subscriber-${identity + 1}-${at + 1}`),
    })),
  );
  // Whoever has to come back to what he left needs a name by which he is known.
  const isDurable = load.terms.durable || load.drain;
  return deal(members, load.workers).map((some) => ({
    role: 'subscriber',
    ...commonOf(options),
    members: some,
    terms: load.terms,
    ...(isDurable && { durable: `bench-${bench}-${round}` }),
    isLate: load.drain,
  }));
}

function commonOf({
  load,
  connection,
  bench,
  round,
  intervalMs,
}: SetupOptions): Pick<
  WorkerSetup,
  'connection' | 'bench' | 'round' | 'publishers' | 'channels' | 'intervalMs' | 'publishTimeoutMs'
> {
  return {
    connection,
    bench,
    round,
    publishers: load.publishers,
    channels: Array.from({ length: load.channels }, (_, at) => `${CHANNEL_PREFIX}${at + 1}`),
    intervalMs,
    publishTimeoutMs: PUBLISH_TIMEOUT_MS,
  };
}

/** Unique, so that a client of a bench that was killed is in nobody's way. */
function clientIdOf({ bench, round }: SetupOptions, name: string): string {
  return `nats-test-bench-${bench}-${round}-${name}`;
}

/** Deals things out to so many hands, as evenly as it goes; no hand is empty. */
function deal<T>(things: readonly T[], hands: number): T[][] {
  const count = Math.min(hands, things.length);
  return Array.from({ length: count }, (_, hand) =>
    things.filter((_thing, at) => at % count === hand),
  );
}
