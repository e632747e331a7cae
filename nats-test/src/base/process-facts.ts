import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, networkInterfaces } from 'node:os';

/** What a server says of the process it runs in. Handed in, since the server knows no process. */
export interface ProcessFacts {
  readonly pid: number;
  /** The runtime and its version, where the real server names its version of Go. */
  readonly runtime: string;
  /** The machine's addresses that others can reach. */
  addresses(): string[];
  /** Open file descriptors, and how many may be open; undefined where the system does not tell. */
  fileDescriptors(): { readonly open: number; readonly max: number } | undefined;
  readonly cores: number;
  /** Memory that the process has of the machine's. */
  memoryBytes(): number;
  /**
   * How busy it keeps a core, in percent to one decimal: since it was last asked, a second or more
   * ago; the first time since the process began.
   */
  cpuPercent(): number;
}

const CPU_SAMPLE_SECS_MIN = 1;
const MICROS_PER_SECOND = 1e6;

/** Facts of this very process. */
export function processFacts(): ProcessFacts {
  let sampled: { atSecs: number; usedMicros: number; percent: number } | undefined;
  return {
    pid: process.pid,
    runtime: `node${process.versions.node}`,
    addresses: () =>
      Object.values(networkInterfaces())
        .flatMap((ofOne) => ofOne ?? [])
        .filter(({ internal, address }) => !internal && !/^(fe[89ab].:|169\.254\.)/i.test(address))
        .map(({ address }) => address),
    fileDescriptors() {
      try {
        const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
        return limit
          ? { open: readdirSync('/proc/self/fd').length, max: Number(limit[1]) }
          : undefined;
      } catch {
        return undefined;
      }
    },
    cores: availableParallelism(),
    memoryBytes: () => process.memoryUsage.rss(),
    cpuPercent() {
      const atSecs = process.uptime();
      if (sampled && atSecs - sampled.atSecs < CPU_SAMPLE_SECS_MIN) return sampled.percent;
      const { user, system } = process.cpuUsage();
      const before = sampled ?? { atSecs: 0, usedMicros: 0 };
      const usedSecs = (user + system - before.usedMicros) / MICROS_PER_SECOND;
      const percent = Math.floor((usedSecs / (atSecs - before.atSecs)) * 1000) / 10;
      sampled = { atSecs, usedMicros: user + system, percent };
      return percent;
    },
  };
}
