import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { delay, within } from '../support/wait-for';
import { COMMON_ARGS, nextLane, type Arena, type Side } from './arena';
import { Referee } from './referee';
import { flavours, type FlavourName } from './step';

const HOST = '127.0.0.1';

/** The server that is the judge, in real time. Sequences share one process where its flags allow. */
export function realSide(path: string): Side {
  const shared = new Map<FlavourName, Promise<RealServer>>();
  return {
    name: 'real',
    open: async (flavour) => {
      if (!flavours[flavour].shared) {
        const server = await RealServer.start(path, flavour);
        return openArena(server, true);
      }
      let server = shared.get(flavour);
      if (server === undefined) {
        server = RealServer.start(path, flavour);
        shared.set(flavour, server);
      }
      return openArena(await server, false);
    },
    stop: async () => {
      await Promise.all([...shared.values()].map(async (server) => (await server).stop()));
      shared.clear();
    },
  };
}

function openArena(server: RealServer, isOwn: boolean): Arena {
  const startedMs = performance.now();
  const nowMs = (): number => performance.now() - startedMs;
  return {
    host: HOST,
    lane: nextLane(),
    silenceMs: 30,
    get port() {
      return server.port;
    },
    get referee() {
      return server.referee;
    },
    nowMs,
    until: async (atMs) => {
      const leftMs = atMs - nowMs();
      if (leftMs > 0) await delay(leftMs);
    },
    restart: () => server.restart(),
    stop: async () => {
      if (isOwn) await server.stop();
    },
  };
}

/** None outlives this process, however that ends. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

class RealServer {
  port = 0;
  private readonly path: string;
  private readonly flavour: FlavourName;
  private child: ChildProcess | undefined;
  private currentReferee: Referee | undefined;

  private constructor(path: string, flavour: FlavourName) {
    this.path = path;
    this.flavour = flavour;
  }

  static async start(path: string, flavour: FlavourName): Promise<RealServer> {
    const server = new RealServer(path, flavour);
    await server.launch();
    return server;
  }

  get referee(): Referee {
    if (this.currentReferee === undefined) throw new Error('the real server is not running');
    return this.currentReferee;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.launch();
  }

  async stop(): Promise<void> {
    this.currentReferee?.destroy();
    const { child } = this;
    this.child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // Nothing of a memory store is worth a graceful end.
    child.kill('SIGKILL');
    await exited;
  }

  private async launch(): Promise<void> {
    // Port -1 lets the server pick a free one and say which.
    const args = ['-a', HOST, '-p', '-1', ...COMMON_ARGS, ...flavours[this.flavour].args];
    const child = spawn(this.path, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    this.port = await within('the real server is ready', readPort(this.path, child), 20_000);
    this.currentReferee = await Referee.open(HOST, this.port);
  }
}

function readPort(path: string, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    const onData = (chunk: Buffer): void => {
      log += chunk.toString();
      if (!log.includes('Streaming Server is ready')) return;
      child.stderr?.off('data', onData);
      child.stderr?.resume();
      resolve(Number(/Listening for client connections on \S+:(\d+)/.exec(log)?.[1]));
    };
    child.stderr?.on('data', onData);
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`${path} ended with ${code} before it was ready:\n${log}`));
    });
  });
}
