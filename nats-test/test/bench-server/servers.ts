import { readFileSync } from 'node:fs';
import { startServerProcess } from '../../src/bench/targets/server-process';

/** Of the times that Linux tells of a process. */
const TICKS_PER_SECOND = 100;

/** Which server. */
export type Side = 'real' | 'embedded';

/** A server process under load. */
export interface BenchServer {
  readonly url: string;
  readonly clusterId: string;
  /** All CPU time that it has had, in microseconds; undefined where Linux does not tell. */
  cpuMicros(): number | undefined;
  /** Bytes in memory, as `VmRSS` counts them. */
  residentBytes(): number | undefined;
  stop(): Promise<void>;
}

/** What a server is started with beside its defaults. */
export interface ServerOptions {
  readonly store?: 'memory' | 'file';
  readonly flags?: readonly string[];
}

/** The words that start each server. */
export type Commands = Readonly<Record<Side, readonly [string, ...string[]]>>;

/** Starts a server of its own process, on loopback and a free port. */
export async function startBenchServer(
  side: Side,
  commands: Commands,
  { store = 'memory', flags }: ServerOptions = {},
): Promise<BenchServer> {
  const server = await startServerProcess(commands[side], side, store, flags);
  const { url, clusterId, pid } = server;
  return {
    url,
    clusterId,
    cpuMicros: () => cpuMicros(pid),
    residentBytes: () => residentBytes(pid),
    stop: () => server.stop(),
  };
}

function cpuMicros(pid: number): number | undefined {
  const fields = readProcess(pid, 'stat')?.split(') ')[1]?.split(' ');
  const [user, system] = [fields?.[11], fields?.[12]];
  if (user === undefined || system === undefined) return undefined;
  return ((Number(user) + Number(system)) / TICKS_PER_SECOND) * 1e6;
}

function residentBytes(pid: number): number | undefined {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readProcess(pid, 'status') ?? '')?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

function readProcess(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
