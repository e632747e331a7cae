import type { ServerCommand } from './server-process';
import { STREAMING_READY } from './server-process';
import { ServerNode } from './server-node';
import type { ServerTerms } from '../scenarios/scenario';
import { factsOf, flagsOf } from './server-terms';
import { CLUSTER_ID, HOST } from './loopback';
import type { ServerControl, Target } from './target';
import { openWithPorts } from './open-with-ports';

/** A program that is a server of its own. */
export interface LoneProgram {
  /** For people. */
  readonly name: string;
  /** By its whole path, and what comes before the server's own flags. */
  readonly words: readonly [string, ...string[]];
  /** Whether it is our own, whose wall clock can be set. */
  readonly hasClock: boolean;
}

const NAME = 'server';

/**
 * Starts one server that can be struck, on loopback and ports of its own.
 * @throws TargetError when it can't be started
 */
export function openLoneServer(program: LoneProgram, terms: ServerTerms): Promise<Target> {
  return openWithPorts(program.name, 2, async ([port = 0, monitoringPort = 0], folder) => {
    const died = new AbortController();
    const store = `${folder}/store`;
    const flags = [
      ...['-a', HOST, '-p', String(port), '-m', String(monitoringPort), '-cid', CLUSTER_ID],
      ...(terms.store === 'file' ? ['-st', 'FILE', '-dir', store] : []),
      ...flagsOf(terms),
    ];
    let aheadMs = 0;
    const command = (): ServerCommand => ({
      words: program.hasClock ? [...program.words, '--clock', String(aheadMs)] : program.words,
      flags,
      ready: STREAMING_READY,
      takesMessages: program.hasClock,
    });
    const node = new ServerNode({
      title: 'the server',
      command,
      folder: store,
      onDied: (sentence) => {
        died.abort(sentence);
      },
    });
    await node.begin();

    const monitoringUrl = `http://${HOST}:${monitoringPort}`;
    const control: ServerControl = {
      nodes: [NAME],
      address: () => ({ host: HOST, port }),
      monitoringUrl: () => monitoringUrl,
      leader: () => Promise.resolve(NAME),
      kill: () => node.kill(),
      stop: () => node.stop(),
      start: (_, keepsStore) => node.start(keepsStore),
      freeze: () => {
        node.freeze();
      },
      thaw: () => {
        node.thaw();
      },
      ...(program.hasClock && {
        jumpClock: (ms: number) => {
          // The clock of a machine stays set when a server on it is started again.
          aheadMs += ms;
          node.send({ jumpMs: ms });
        },
      }),
      died: died.signal,
    };
    return {
      connection: { url: `nats://${HOST}:${port}`, clusterId: CLUSTER_ID },
      monitoringUrl,
      ...factsOf(terms),
      store: terms.store ?? 'memory',
      control,
      close: () => node.close(),
    };
  });
}
