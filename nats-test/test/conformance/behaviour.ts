import { afterAll, test, vi } from 'vitest';

import {
  type ConformanceTarget,
  startTarget,
  targetKind,
  type TargetOptions,
} from '../support/conformance-target';
import { RawNatsClient } from '../support/raw-nats-client';
import { knownGaps, notOnExternal } from './known-gaps';
import { StanClient, type StanClientOptions } from './stan-client';

/** What one test has: a server of its own, and clients that go when the test ends. */
export interface Stage {
  readonly target: ConformanceTarget;
  /** A TCP connection on which nothing was said yet, and that leaves PINGs to the test. */
  openSocket(): Promise<RawNatsClient>;
  /** A NATS connection past its CONNECT, which is quiet but for `connectOptions`. */
  nats(connectOptions?: Readonly<Record<string, unknown>>): Promise<RawNatsClient>;
  /** A STAN client on a NATS connection of its own. */
  stan(options?: StanClientOptions): Promise<StanClient>;
  /**
   * Waits until the server has dealt with what these clients sent, acks too,
   * and has sent whatever that leads to: the moment to assert that nothing came.
   */
  settled(...clients: readonly StanClient[]): Promise<void>;
}

export interface BehaviourOptions extends TargetOptions {
  /** How long the test may take on the real server, in milliseconds. Default 60 s. */
  readonly realTimeoutMs?: number;
}

export type Behaviour = (
  name: string,
  body: (stage: Stage) => Promise<void>,
  options?: BehaviourOptions,
) => void;

const EMBEDDED_TIMEOUT_MS = 60_000;
const REAL_TIMEOUT_MS = 60_000;
const TESTS_AT_ONCE = 16;

/**
 * Gives a theme's `behaviour(name, body)`: a test of one rule on the server
 * under test, side by side with the theme's others. Known gaps are expected to
 * fail on the embedded server.
 */
export function conformance(theme: string): Behaviour {
  // Most tests wait, they do not compute: many fit side by side.
  vi.setConfig({ maxConcurrency: TESTS_AT_ONCE });
  const gaps = new Set(targetKind === 'embedded' ? knownGaps[theme] : []);
  const unseenGaps = new Set(gaps);
  afterAll(() => {
    if (unseenGaps.size > 0) {
      throw new Error(
        `known-gaps.ts lists tests that ${theme} does not have: ${[...unseenGaps].join('; ')}`,
      );
    }
  });
  return (name, body, options = {}) => {
    unseenGaps.delete(name);
    const reason = targetKind === 'external' ? notOnExternal[theme]?.[name] : undefined;
    if (reason !== undefined) {
      test.skip(`${name} (${reason})`);
      return;
    }
    const run = gaps.has(name) ? test.concurrent.fails : test.concurrent;
    const timeout =
      targetKind === 'embedded' ? EMBEDDED_TIMEOUT_MS : (options.realTimeoutMs ?? REAL_TIMEOUT_MS);
    // The real server lives in real time, and a busy machine may lose a second anywhere: a behaviour
    // that it has shows in one of three tries, one that it has not in none. Virtual time needs no luck.
    const retry = targetKind === 'embedded' ? 0 : 2;
    run(name, { timeout, retry }, () => onStage(options, body));
  };
}

async function onStage(
  options: TargetOptions,
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  const target = await startTarget(options);
  const { host, port, clusterId } = target;
  const clients: RawNatsClient[] = [];
  const keep = (client: RawNatsClient): RawNatsClient => {
    clients.push(client);
    return client;
  };
  const nats: Stage['nats'] = async (connectOptions) =>
    keep(await RawNatsClient.connect({ host, port }, connectOptions));
  try {
    await body({
      target,
      openSocket: async () => keep(await RawNatsClient.open({ host, port, answerPings: false })),
      nats,
      stan: async (stanOptions) => StanClient.connect(await nats(), clusterId, stanOptions),
      settled: async (...stanClients) => {
        const connections = new Set(stanClients.map((client) => client.nats));
        const flushAll = (): Promise<unknown> =>
          Promise.all([...connections].map((connection) => connection.flush()));
        await flushAll();
        await target.settle();
        await flushAll();
      },
    });
  } finally {
    for (const client of clients) client.destroy();
    await target.stop();
  }
}
