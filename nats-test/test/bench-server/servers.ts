import { readFileSync } from 'node:fs';
import { cpuMsOf } from '../../src/bench/targets/process-cpu';
import { startServerProcess } from '../../src/bench/targets/server-process';

/** Which server. */
export type Side = 'real' | 'embedded';

/** A server process under load. */
export interface BenchServer {
  readonly url: string;
  readonly clusterId: string;
  /** All CPU time that it has had; undefined where the system does not tell. */
  cpuMs(): number | undefined;
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
    cpuMs: () => cpuMsOf(pid),
    residentBytes: () => residentBytes(pid),
    stop: () => server.stop(),
  };
}

function residentBytes(pid: number): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
}
