import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { seededRandom, type Random } from '../../src/base/random';
import { StanClient, type StanSubscription } from '../conformance/stan-client';
import { RawNatsClient } from '../support/raw-nats-client';
import { StartPosition } from '../support/stan-wire';
import { delay, waitFor, within } from '../support/wait-for';

const HOST = '127.0.0.1';
const CLUSTER_ID = 'killed';
const CHANNEL = 'events';
/** Published without waiting for acks. */
const WINDOW = 30;
const MS_BETWEEN_WINDOWS = 5;
/** How long a server lives, ready, before it is killed: from then on, up to so much longer. */
const LIFE_MS = 100;
/** A new client is asked for by an old one's name, which takes half a second. */
const LONG_LIFE_MS = 600;
const LIFE_MS_MORE = 300;
/** A reader that has got nothing for so long has got all. */
const QUIET_MS = 1500;

export interface KillLoopOptions {
  /** Of the store; empty at first. */
  readonly folder: string;
  readonly rounds: number;
  readonly seed: number;
  /** Called after each round. */
  readonly onRound?: (round: number, found: KillCounts) => void;
}

/** What was done. */
export interface KillCounts {
  published: number;
  acknowledged: number;
  delivered: number;
  redelivered: number;
}

/** What was wrong, in words; nothing when all is well. */
export interface KillResult {
  readonly counts: KillCounts;
  readonly faults: readonly string[];
}

/** Everything that was seen over all lives of the server. */
class Witness {
  readonly counts: KillCounts = { published: 0, acknowledged: 0, delivered: 0, redelivered: 0 };
  readonly faults: string[] = [];
  readonly published: string[] = [];
  readonly acknowledged = new Set<string>();
  private readonly delivered = new Map<number, string>();
  private readonly first = new Set<number>();
  private highest = 0;

  publishes(value: string): void {
    this.counts.published++;
    this.published.push(value);
  }

  acknowledges(value: string): void {
    this.counts.acknowledged++;
    this.acknowledged.add(value);
  }

  /** The durable reader gets an event. */
  delivers(sequence: number, value: string, redelivered: boolean): void {
    this.counts.delivered++;
    const behind = this.highest;
    this.highest = Math.max(this.highest, sequence);
    const before = this.delivered.get(sequence);
    if (before !== undefined && before !== value) {
      this.faults.push(`sequence ${sequence} was ${before} and is ${value}`);
    }
    this.delivered.set(sequence, value);
    if (redelivered) {
      this.counts.redelivered++;
      return;
    }
    if (this.first.has(sequence)) this.faults.push(`${value} came twice as if it were new`);
    if (sequence !== behind + 1) {
      this.faults.push(`behind sequence ${behind} came ${sequence} as new`);
    }
    this.first.add(sequence);
  }

  /** @param stored all that is in the channel in the end, in sequence */
  judge(stored: readonly string[]): void {
    const places = new Map<string, number>();
    for (const [place, value] of stored.entries()) {
      if (places.has(value)) this.faults.push(`${value} is stored twice`);
      places.set(value, place);
    }
    for (const value of this.acknowledged) {
      if (!places.has(value)) this.faults.push(`${value} was acknowledged and is lost`);
    }
    const inOrder = this.published.filter((value) => places.has(value));
    if (inOrder.join() !== stored.join()) {
      this.faults.push('events are stored in another order than they were published in');
    }
    for (const [place, value] of stored.entries()) {
      const seen = this.delivered.get(place + 1);
      if (seen !== value) this.faults.push(`${value} was never delivered`);
    }
  }
}

/** Has a server with a FILE store killed again and again while events are published and delivered. */
export async function killLoop(options: KillLoopOptions): Promise<KillResult> {
  const random = seededRandom(options.seed);
  const witness = new Witness();
  for (let round = 1; round <= options.rounds; round++) {
    const server = await Server.start(options.folder);
    try {
      await live(server, witness, round, random);
    } finally {
      await server.kill();
    }
    options.onRound?.(round, witness.counts);
  }
  const server = await Server.start(options.folder);
  try {
    witness.judge(await readAll(server, witness));
  } finally {
    await server.kill();
  }
  return witness;
}

/** Publishes as fast as it goes and reads, until the server is killed at some moment. */
async function live(
  server: Server,
  witness: Witness,
  round: number,
  random: Random,
): Promise<void> {
  const [writing, reading] = await Promise.all([server.connect(), server.connect()]);
  const stop = { now: false };
  const work = [publishUntil(stop, writing, witness, round), readUntil(stop, reading, witness)];
  const isLong = random.below(3) > 0;
  await delay((isLong ? LONG_LIFE_MS : LIFE_MS) + random.below(LIFE_MS_MORE));
  await server.kill();
  stop.now = true;
  await Promise.all(work);
  writing.destroy();
  reading.destroy();
}

async function publishUntil(
  stop: { now: boolean },
  nats: RawNatsClient,
  witness: Witness,
  round: number,
): Promise<void> {
  const publisher = await orEnd(nats, connectAs(nats, `publisher-${round}`));
  if (!publisher) return;
  for (let batch = 0; !stop.now; batch++) {
    const acks = Array.from({ length: WINDOW }, async (_, place) => {
      const value = `${round}-${batch * WINDOW + place}`;
      witness.publishes(value);
      const { error } = await publisher.publish(CHANNEL, value);
      if (error === '') witness.acknowledges(value);
    });
    if (!(await orEnd(nats, Promise.allSettled(acks)))) return;
    await delay(MS_BETWEEN_WINDOWS);
  }
}

async function readUntil(
  stop: { now: boolean },
  nats: RawNatsClient,
  witness: Witness,
): Promise<void> {
  const reader = await orEnd(nats, connectAs(nats, 'reader'));
  const subscription = reader && (await orEnd(nats, subscribeDurable(reader)));
  if (!subscription) return;
  while (!stop.now) {
    take(subscription, witness);
    await delay(1);
  }
  take(subscription, witness);
}

function connectAs(nats: RawNatsClient, clientId: string): Promise<StanClient> {
  return StanClient.connect(nats, CLUSTER_ID, { clientId });
}

/** Undefined when the connection is over before it is done. */
function orEnd<Value>(nats: RawNatsClient, work: Promise<Value>): Promise<Value | undefined> {
  return Promise.race([work, nats.closed.then(() => undefined)]);
}

function subscribeDurable(reader: StanClient): Promise<StanSubscription> {
  return reader.subscribe(CHANNEL, {
    durableName: 'd',
    startPosition: StartPosition.first,
    maxInFlight: 40,
    ackWaitInSecs: 30,
  });
}

/** Notes what has come and acknowledges it. @returns how much that was */
function take(subscription: StanSubscription, witness: Witness): number {
  const came = subscription.deliveries.splice(0);
  for (const { sequence, data, redelivered } of came) {
    witness.delivers(sequence, data.toString(), redelivered);
    subscription.ack(sequence);
  }
  return came.length;
}

/** Has the durable reader get the rest. @returns all that is stored, in sequence */
async function readAll(server: Server, witness: Witness): Promise<string[]> {
  const nats = await server.connect();
  const reader = await connectAs(nats, 'reader');
  const durable = await subscribeDurable(reader);
  const all = await reader.subscribe(CHANNEL, {
    startPosition: StartPosition.first,
    maxInFlight: 1_000_000,
    // Nothing of it is acknowledged, and nothing is to come again.
    ackWaitInSecs: 3600,
  });
  let quietSinceMs = performance.now();
  let seen = 0;
  await waitFor(
    'the end of what is stored',
    () => {
      const more = take(durable, witness) > 0 || all.deliveries.length > seen;
      seen = all.deliveries.length;
      if (more) quietSinceMs = performance.now();
      return performance.now() - quietSinceMs > QUIET_MS || undefined;
    },
    60_000,
  );
  nats.destroy();
  return all.deliveries.map(({ data }) => data.toString());
}

/** The command, with its store in a folder. */
class Server {
  private readonly child: ChildProcess;
  private readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
  }

  static async start(folder: string): Promise<Server> {
    const command = join(__dirname, '..', '..', 'dist', 'cli', 'nats-streaming-server.js');
    const args = ['-a', HOST, '-p', '-1', '-cid', CLUSTER_ID, '-st', 'FILE', '-dir', folder];
    const child = spawn(process.execPath, [command, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return new Server(child, await within('the server is ready', portOf(child)));
  }

  connect(): Promise<RawNatsClient> {
    return RawNatsClient.connect({ host: HOST, port: this.port });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (!log.includes('Streaming Server is ready')) return;
      resolve(Number(/Listening for client connections on \S+:(\d+)/.exec(log)?.[1]));
    });
    child.once('exit', () => {
      reject(new Error(`the server ended before it was ready:\n${log}`));
    });
  });
}
