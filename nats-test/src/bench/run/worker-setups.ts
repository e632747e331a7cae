import type { ConnectionOptions } from '../../harness/client/harness-client';
import type { MemberSetup, PublisherSetup, SubscriberSetup, WorkerSetup } from '../load/protocol';
import type { Identity, LoadPlan } from '../plan';

/** What the setups of a round have in common. */
export interface SetupOptions {
  readonly load: LoadPlan;
  readonly connection: ConnectionOptions;
  /** A random number that tells benches apart. */
  readonly bench: number;
  readonly round: number;
  /** Of the sizes of messages: the same sizes for the same seed. */
  readonly seed: number;
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
  const { load, seed } = options;
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
    seed: seed + at,
  }));
}

function subscriberSetups(options: SetupOptions): SubscriberSetup[] {
  const { load, bench, round } = options;
  // Whoever has to come back to what he left needs a name by which he is known.
  const isDurable = load.terms.durable || load.drain;
  // Each identity whole. It gets every message once, so that a group is no more work than one plain
  // subscriber, and only a process that has all its members knows which delivery was the first.
  return deal([...load.identities.entries()], load.workers).map((some) => ({
    role: 'subscriber',
    ...commonOf(options),
    members: some.flatMap(([index, identity]) => membersOf(options, index, identity)),
    terms: load.terms,
    ...(isDurable && { durable: `bench-${bench}-${round}` }),
    isLate: load.drain,
  }));
}

function membersOf(
  options: SetupOptions,
  index: number,
  { name, queue, members }: Identity,
): MemberSetup[] {
  return Array.from({ length: members }, (_, at) => ({
    identity: index,
    name,
    ...(queue !== undefined && { queue }),
    clientId: clientIdOf(options, `subscriber-${index + 1}-${at + 1}`),
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
