import { onTestFinished } from 'vitest';

import { virtualClock } from '../../../src/base/virtual-clock';
import type { Decorations } from '../../../src/server/decorations';
import { runServer } from '../../../src/server/embedded-server';
import { settingsOf, type StartServerOptions } from '../../../src/server/start-options';
import { StanClient } from '../../conformance/stan-client';
import { RawNatsClient } from '../../support/raw-nats-client';

/** An embedded server in virtual time that may be wrong, and clients that hide nothing. */
export interface SabotageStage {
  /** A registered client on a connection of its own. */
  readonly client: (clientId: string) => Promise<StanClient>;
  /** Waits until all that was sent so far has arrived and is done; hardly any time passes. */
  readonly settle: () => Promise<void>;
  readonly advance: (duration: string) => Promise<void>;
  /** The server comes back with what it had stored. @returns when clients may connect */
  readonly restart: () => Promise<void>;
}

/** What one looks at to see a sabotage, and what one sees of a right server and of a wrong one. */
export interface Sight {
  readonly options?: StartServerOptions;
  readonly look: (stage: SabotageStage) => Promise<unknown>;
  readonly right: unknown;
  readonly wrong: unknown;
}

/** By the name of the sabotage. */
export type Sights = Readonly<Record<string, Sight>>;

export async function openStage(
  decorate: Decorations,
  options: StartServerOptions = {},
): Promise<SabotageStage> {
  const server = await runServer(settingsOf(options), { clock: virtualClock(), decorate });
  onTestFinished(() => server.stop());
  const settle = async (): Promise<void> => {
    // What a sabotage does `later`, and what that brings about.
    for (let round = 0; round < 3; round++) await server.advance(1);
  };
  return {
    client: async (clientId) => {
      const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
      onTestFinished(() => nats.destroy());
      return StanClient.connect(nats, server.clusterId, { clientId });
    },
    settle,
    advance: async (duration) => {
      await server.advance(duration);
      await settle();
    },
    restart: () => server.faults.restart({ keepStore: true }),
  };
}

/** `e1` to `eN`. */
export function events(count: number, from = 1): string[] {
  return Array.from({ length: count }, (_, i) => `e${from + i}`);
}
