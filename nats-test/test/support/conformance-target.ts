import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startServer, virtualClock, type StartServerOptions } from '../../src/index';
import { delay, within } from './wait-for';

/** A server to run the conformance suite on. */
export interface ConformanceTarget {
  readonly kind: TargetKind;
  /** nats://127.0.0.1:PORT */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** http://127.0.0.1:PORT, no slash at the end. */
  readonly monitoringUrl: string;
  readonly clusterId: string;
  /** Lets `ms` milliseconds of server time pass: really waited on the real server, virtual on the embedded one. */
  elapse(ms: number): Promise<void>;
  /** A moment for the server to send what it should not: the wait before a test asserts that nothing came. */
  settle(): Promise<void>;
  /**
   * Ends the server as a crash would and starts it again on the same ports: with what it had stored
   * when it `keepsStore`, else empty.
   */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `external`: an embedded server that serves on the NATS server of another one (`-ns`). */
export type TargetKind = 'embedded' | 'real' | 'external';

export interface TargetOptions {
  /** Flags of nats-streaming-server after the course's own; a later flag wins. */
  readonly args?: readonly string[];
  /** Lines of a NATS configuration file for the real server, where only a shorter interval makes a test bearable. */
  readonly realConfig?: string;
  /** Lines of a NATS configuration file for both servers. */
  readonly config?: string;
  /** The same for the embedded server, where there is no flag for it. */
  readonly embeddedLimits?: StartServerOptions['connectionLimits'];
  /**
   * Lets real time pass on the embedded server too. For tests that look at PINGs: virtual time
   * sends PINGs of its own, to know when the clients are done.
   */
  readonly realTime?: boolean;
  /** What is stored outlives a restart: it is in a FILE store. */
  readonly keepsStore?: boolean;
}

const HOST = '127.0.0.1';
const CLUSTER_ID = 'ticketing';

/** What infra/k8s/nats-depl.yaml runs, but for the ports. */
const COURSE_ARGS = ['-hbi', '5s', '-hbt', '5s', '-hbf', '2', '-SD', '-cid', CLUSTER_ID];

/** Path of a real nats-streaming-server 0.17.0; with it the suite runs on that one alone. */
const realServerPath = process.env['NATS_STREAMING_SERVER'] ?? '';

/** `FILE` has the embedded server keep everything on disk in all behaviours. */
const storesAllOnDisk = process.env['NATS_TEST_STORE'] === 'FILE';

/** What the suite runs on: `external` by name, else the real server when there is one. */
export const targetKind: TargetKind =
  process.env['NATS_TEST_TARGET'] === 'external'
    ? 'external'
    : realServerPath === ''
      ? 'embedded'
      : 'real';

/**
 * Starts a server of its own for one test, on loopback and free ports.
 * @param kind which one; the one that is under test, when left out
 */
export function startTarget(
  options: TargetOptions = {},
  kind: TargetKind = targetKind,
): Promise<ConformanceTarget> {
  const args = [...COURSE_ARGS, ...(options.args ?? [])];
  switch (kind) {
    case 'real':
      return startReal(args, options);
    case 'embedded':
      return startEmbedded(args, options);
    case 'external':
      return startOnExternal(args, options);
  }
}

/** The NATS server is that of a real streaming server when there is one, else of an embedded one. */
async function startOnExternal(args: string[], options: TargetOptions): Promise<ConformanceTarget> {
  const coreArgs = [...args, '-cid', 'core-nats'];
  const core = await (realServerPath === ''
    ? startEmbedded(coreArgs, { ...options, realTime: true })
    : startReal(coreArgs, { ...options, keepsStore: false }));
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-conformance-'));
  const file = join(folder, 'stan.conf');
  await writeFile(file, options.config ?? '');
  try {
    const server = await startServer({
      args: ['-sc', file, ...args],
      host: HOST,
      natsServer: core.url,
      ...(options.keepsStore ? { storeFolder: join(folder, 'store') } : {}),
    });
    return {
      ...core,
      kind: 'external',
      monitoringUrl: server.monitoringUrl ?? 'monitoring is off',
      clusterId: CLUSTER_ID,
      elapse: delay,
      settle: () => delay(75),
      restart: async () => {
        // Its clients are cut, too, as those of a server that has its own NATS.
        await core.restart();
        await server.faults.restart({ keepStore: options.keepsStore ?? false });
      },
      stop: async () => {
        await server.stop();
        await core.stop();
        await rm(folder, { recursive: true });
      },
    };
  } catch (error) {
    await core.stop();
    await rm(folder, { recursive: true });
    throw error;
  }
}

async function startEmbedded(
  args: string[],
  { realTime = false, keepsStore = false, embeddedLimits = {}, config }: TargetOptions,
): Promise<ConformanceTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-conformance-'));
  const file = join(folder, 'nats.conf');
  await writeFile(file, config ?? '');
  const server = await startServer({
    args: config === undefined ? args : ['-c', file, ...args],
    ...(keepsStore || storesAllOnDisk ? { storeFolder: join(folder, 'store') } : {}),
    host: HOST,
    port: 0,
    monitoringPort: 0,
    connectionLimits: embeddedLimits,
    ...(realTime ? {} : { clock: virtualClock() }),
  }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true });
    throw error;
  });
  return {
    kind: 'embedded',
    url: server.url,
    host: HOST,
    port: server.port,
    monitoringUrl: server.monitoringUrl ?? 'monitoring is off',
    clusterId: CLUSTER_ID,
    elapse: realTime ? delay : (ms) => server.advance(ms),
    settle: () => delay(15),
    restart: () => server.faults.restart({ keepStore: keepsStore }),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

interface Ports {
  readonly port: number;
  readonly monitoringPort: number;
}

interface RealProcess extends Ports {
  readonly child: ChildProcess;
}

async function startReal(
  args: readonly string[],
  { config = '', realConfig = '', keepsStore = false }: TargetOptions,
): Promise<ConformanceTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-conformance-'));
  const configFile = join(folder, 'nats.conf');
  await writeFile(configFile, `${config}\n${realConfig}`);
  const storeArgs = keepsStore ? ['-st', 'FILE', '-dir', join(folder, 'store')] : [];
  // Port -1 lets the server pick a free one and say which: no race for a port picked beforehand.
  const run = async (ports: Ports): Promise<RealProcess> => {
    const child = spawn(
      realServerPath,
      [
        ...['-a', HOST, '-p', String(ports.port), '-m', String(ports.monitoringPort)],
        ...['-c', configFile, ...storeArgs, ...args],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    try {
      return { child, ...(await within('the real server is ready', readPorts(child), 10_000)) };
    } catch (error) {
      await kill(child);
      throw error;
    }
  };
  const stopReal = async (child?: ChildProcess): Promise<void> => {
    if (child) await kill(child);
    await rm(folder, { recursive: true });
  };
  let running: RealProcess;
  try {
    running = await run({ port: -1, monitoringPort: -1 });
  } catch (error) {
    await stopReal();
    throw error;
  }
  const { port, monitoringPort } = running;
  return {
    kind: 'real',
    url: `nats://${HOST}:${port}`,
    host: HOST,
    port,
    monitoringUrl: `http://${HOST}:${monitoringPort}`,
    clusterId: CLUSTER_ID,
    elapse: delay,
    settle: () => delay(75),
    restart: async () => {
      await kill(running.child);
      running = await run(running);
    },
    stop: () => stopReal(running.child),
  };
}

/** Reads the log up to "Streaming Server is ready" for the ports that the server picked. */
function readPorts(child: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    let log = '';
    const onData = (chunk: Buffer): void => {
      log += chunk.toString();
      if (!log.includes('Streaming Server is ready')) return;
      child.stderr?.off('data', onData);
      child.stderr?.resume();
      resolve({
        port: Number(/Listening for client connections on \S+:(\d+)/.exec(log)?.[1]),
        monitoringPort: Number(/Starting http monitor on \S+:(\d+)/.exec(log)?.[1]),
      });
    };
    child.stderr?.on('data', onData);
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`${realServerPath} ended with ${code} before it was ready:\n${log}`));
    });
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  // Nothing of a memory store is worth a graceful end, a file store is to outlive a crash, and
  // SIGKILL is never in vain.
  child.kill('SIGKILL');
  await exited;
}
