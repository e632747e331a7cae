import { messageOf } from '../../base/message-of';
import { makeTempFolder } from '../../base/temp-folder';
import {
  ServerProcess as StartedProcess,
  STREAMING_READY,
} from '../../harness/target/server-process';
import { PlanError } from '../plan-error';

/** A server that the bench has started for itself. */
export interface ServerProcess {
  readonly url: string;
  readonly clusterId: string;
  readonly pid: number;
  /** Resolves with a sentence when it has ended though nobody asked it to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const CLUSTER_ID = 'nats-test-bench';

/**
 * Starts a server on loopback and free ports.
 * @param words the program, by its whole path, and what comes before the server's own flags
 * @param name how people call it
 * @param flags of the server, behind those that it needs for this
 * @throws PlanError when it can't be started
 */
export async function startServerProcess(
  words: readonly [string, ...string[]],
  name: string,
  store: 'memory' | 'file',
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const folder = store === 'file' ? await makeTempFolder('nats-test-bench-') : undefined;
  // Port -1 lets the server pick a free one and say which: no race for a port picked beforehand.
  const ownFlags = ['-a', HOST, '-p', '-1', '-m', '-1', '-cid', CLUSTER_ID];
  const storeFlags = folder === undefined ? [] : ['-st', 'FILE', '-dir', folder.path];
  let server: StartedProcess;
  try {
    server = await StartedProcess.start({
      words,
      flags: [...ownFlags, ...storeFlags, ...flags],
      ready: STREAMING_READY,
    });
  } catch (error) {
    await folder?.remove();
    const reason = messageOf(error);
    throw new PlanError(`${name} is no server that can be measured: ${reason}`, { cause: error });
  }
  return {
    url: `nats://${HOST}:${server.port}`,
    clusterId: CLUSTER_ID,
    pid: server.pid,
    died: server.died.then((how) => `the server died: ${how}`),
    stop: async () => {
      await server.stop();
      await folder?.remove();
    },
  };
}
