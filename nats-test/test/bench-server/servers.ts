import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HOST = '127.0.0.1';
const CLUSTER_ID = 'bench';
const READY_MS_MAX = 20_000;
/** Of the times that Linux tells of a process. */
const TICKS_PER_SECOND = 100;

/** Which server. */
export type Side = 'real' | 'embedded';

/** A server process under load. */
export interface BenchServer {
  readonly side: Side;
  readonly url: string;
  readonly clusterId: string;
  /** All CPU time that it has had, in microseconds; undefined where Linux does not tell. */
  cpuMicros(): number | undefined;
  /** Bytes in memory, as `VmRSS` counts them. */
  residentBytes(): number | undefined;
  stop(): Promise<void>;
}

/** The words that start each server. */
export type Commands = Readonly<Record<Side, readonly [string, ...string[]]>>;

/** Starts a server of its own process, on loopback and a free port, with its defaults but for `args`. */
export async function startBenchServer(
  side: Side,
  commands: Commands,
  args: readonly string[] = [],
): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-bench-'));
  const [command, ...words] = commands[side];
  const own = ['-a', HOST, '-p', '-1', '-cid', CLUSTER_ID];
  const given = args.map((arg) => (arg === 'FOLDER' ? join(folder, 'store') : arg));
  const child = spawn(command, [...words, ...own, ...given], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await readPort(side, child);
    return {
      side,
      url: `nats://${HOST}:${port}`,
      clusterId: CLUSTER_ID,
      cpuMicros: () => cpuMicros(child),
      residentBytes: () => residentBytes(child),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function readPort(side: Side, child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => {
      reject(new Error(`The ${side} server was not ready within ${READY_MS_MAX} ms:\n${log}`));
    }, READY_MS_MAX);
    const onData = (chunk: Buffer): void => {
      log += chunk.toString();
      if (!log.includes('Streaming Server is ready')) return;
      clearTimeout(timer);
      child.stderr?.off('data', onData);
      // Whoever does not read on makes it wait.
      child.stderr?.resume();
      resolve(Number(/Listening for client connections on \S+:(\d+)/.exec(log)?.[1]));
    };
    child.stderr?.on('data', onData);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The ${side} server ended with ${code} before it was ready:\n${log}`));
    });
  });
}

function cpuMicros(child: ChildProcess): number | undefined {
  const fields = readProcess(child, 'stat')?.split(') ')[1]?.split(' ');
  const [user, system] = [fields?.[11], fields?.[12]];
  if (user === undefined || system === undefined) return undefined;
  return ((Number(user) + Number(system)) / TICKS_PER_SECOND) * 1e6;
}

function residentBytes(child: ChildProcess): number | undefined {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readProcess(child, 'status') ?? '')?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

function readProcess({ pid }: ChildProcess, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
