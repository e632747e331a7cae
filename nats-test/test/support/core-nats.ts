import { onTestFinished } from 'vitest';

import { startServer, type StartServerOptions } from '../../src/index';
import { startTarget } from './conformance-target';

/** A NATS server that somebody else's streaming is to stand on. */
export interface CoreNats {
  /** nats://127.0.0.1:PORT */
  readonly url: string;
  readonly port: number;
  readonly monitoringUrl: string;
  /** Ends as a crash would and starts again on the same port. */
  bounce(): Promise<void>;
}

const CLUSTER_ID = 'core-nats';

/** The real server's when `NATS_STREAMING_SERVER` names one, else an embedded server's. */
export async function openCoreNats(login: CoreLogin = {}): Promise<CoreNats> {
  return process.env['NATS_STREAMING_SERVER'] ? openReal(login) : openEmbedded(login);
}

type CoreLogin = Pick<StartServerOptions, 'user' | 'pass' | 'token'>;

async function openReal({ user, pass, token }: CoreLogin): Promise<CoreNats> {
  const flags = { '-user': user, '-pass': pass, '-auth': token };
  const args = Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, value],
  );
  const target = await startTarget({ args: [...args, '-cid', CLUSTER_ID] }, 'real');
  onTestFinished(() => target.stop());
  return { ...target, bounce: () => target.restart() };
}

async function openEmbedded(login: CoreLogin): Promise<CoreNats> {
  let server = await startServer({ ...login, clusterId: CLUSTER_ID });
  onTestFinished(() => server.stop());
  const { url, port, monitoringUrl = 'monitoring is off' } = server;
  return {
    url,
    port,
    monitoringUrl,
    bounce: async () => {
      await server.stop();
      server = await startServer({ ...login, clusterId: CLUSTER_ID, port });
    },
  };
}
