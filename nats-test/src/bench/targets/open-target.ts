import type { ConnectionOptions } from '../../harness/client/harness-client';
import { shownUrl } from '../../harness/client/shown-url';
import type { ReachedTarget } from '../plan';
import { startServerProcess } from './server-process';

/** A server that load can be put on. */
export interface OpenTarget {
  readonly connection: ConnectionOptions;
  /** Of a server that the bench has started. */
  readonly pid?: number;
  /** Resolves with a sentence when a server that the bench has started is gone. */
  readonly died?: Promise<string>;
  /** Lets go of it: one that was started is stopped. */
  close(): Promise<void>;
}

/** How a user calls it; without a password. */
export function nameOfTarget(target: ReachedTarget): string {
  switch (target.kind) {
    case 'embedded':
      return 'embedded';
    case 'process':
      return target.path;
    case 'url':
      return shownUrl(target.url);
  }
}

/**
 * Starts a server, unless the target runs already.
 * @param embedded the command of the embedded server, which gets a process of its own: load must not
 *   share its event loop
 * @throws PlanError when it can't be started
 */
export async function openTarget(
  target: ReachedTarget,
  store: 'memory' | 'file',
  embedded: readonly [string, ...string[]],
): Promise<OpenTarget> {
  if (target.kind === 'url') {
    return { connection: target.connection, close: () => Promise.resolve() };
  }
  const command: readonly [string, ...string[]] =
    target.kind === 'embedded' ? embedded : [target.file];
  const server = await startServerProcess(command, nameOfTarget(target), store);
  return {
    connection: { url: server.url, clusterId: server.clusterId },
    pid: server.pid,
    died: server.died,
    close: () => server.stop(),
  };
}
