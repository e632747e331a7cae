import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startServer, virtualClock } from '../../src/index';
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
  stop(): Promise<void>;
}

export type TargetKind = 'embedded' | 'real';

export interface TargetOptions {
  /** Flags of nats-streaming-server after the course's own; a later flag wins. */
  readonly args?: readonly string[];
  /** Lines of a NATS configuration file for the real server, where only a shorter interval makes a test bearable. */
  readonly realConfig?: string;
  /**
   * Lets real time pass on the embedded server too. For tests that look at PINGs: virtual time
   * sends PINGs of its own, to know when the clients are done.
   */
  readonly realTime?: boolean;
}

const HOST = '127.0.0.1';
const CLUSTER_ID = 'ticketing';

/** What infra/k8s/nats-depl.yaml runs, but for the ports. */
const COURSE_ARGS = ['-hbi', '5s', '-hbt', '5s', '-hbf', '2', '-SD', '-cid', CLUSTER_ID];

/** Path of a real nats-streaming-server 0.17.0; with it the suite runs on that one alone. */
const realServerPath = process.env['NATS_STREAMING_SERVER'] ?? '';

export const targetKind: TargetKind = realServerPath === '' ? 'embedded' : 'real';

/** Starts a server of its own for one test, on loopback and free ports. */
export function startTarget(options: TargetOptions = {}): Promise<ConformanceTarget> {
  const args = [...COURSE_ARGS, ...(options.args ?? [])];
  return targetKind === 'real'
    ? startReal(args, options.realConfig ?? '')
    : startEmbedded(args, options.realTime ?? false);
}

async function startEmbedded(args: string[], realTime: boolean): Promise<ConformanceTarget> {
  const clock = realTime ? {} : { clock: virtualClock() };
  const server = await startServer({ args, host: HOST, port: 0, monitoringPort: 0, ...clock });
  return {
    kind: 'embedded',
    url: server.url,
    host: HOST,
    port: server.port,
    monitoringUrl: server.monitoringUrl ?? 'monitoring is off',
    clusterId: CLUSTER_ID,
    elapse: realTime ? delay : (ms) => server.advance(ms),
    settle: () => delay(15),
    stop: () => server.stop(),
  };
}

async function startReal(args: readonly string[], config: string): Promise<ConformanceTarget> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-conformance-'));
  const configFile = join(folder, 'nats.conf');
  await writeFile(configFile, config);
  // Port -1 lets the server pick a free one and say which: no race for a port picked beforehand.
  const child = spawn(
    realServerPath,
    ['-a', HOST, '-p', '-1', '-m', '-1', '-c', configFile, ...args],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const { port, monitoringPort } = await within(
    'the real server is ready',
    readPorts(child),
    10_000,
  ).catch(async (error: unknown) => {
    await stopReal(child, folder);
    throw error;
  });
  return {
    kind: 'real',
    url: `nats://${HOST}:${port}`,
    host: HOST,
    port,
    monitoringUrl: `http://${HOST}:${monitoringPort}`,
    clusterId: CLUSTER_ID,
    elapse: delay,
    settle: () => delay(75),
    stop: () => stopReal(child, folder),
  };
}

/** Reads the log up to "Streaming Server is ready" for the ports that the server picked. */
function readPorts(child: ChildProcess): Promise<{ port: number; monitoringPort: number }> {
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

async function stopReal(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const exited = once(child, 'exit');
    // Nothing of a memory store is worth a graceful end, and SIGKILL is never in vain.
    child.kill('SIGKILL');
    await exited;
  }
  await rm(folder, { recursive: true });
}
