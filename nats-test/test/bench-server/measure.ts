import type { BenchCase } from './cases';
import { bringCrowd } from './crowd';
import type { Runs } from './figures';
import { startBenchServer, type BenchServer, type Commands, type Side } from './servers';
import { runStanBench } from './stan-bench';

/** What one case has shown. */
export interface CaseResult {
  readonly benchCase: BenchCase;
  readonly real: Runs;
  readonly embedded: Runs;
}

/** Bytes that each stored message has added to what the server takes. */
export interface MemoryResult {
  readonly msgs: number;
  readonly real: number;
  readonly embedded: number;
}

interface Bench {
  readonly commands: Commands;
  readonly stanBench: string;
  readonly rounds: number;
  /** Hears what is under way. */
  readonly onRun: (benchCase: BenchCase, round: number, side: Side, rate: number) => void;
}

const SIDES = ['real', 'embedded'] as const;

/**
 * Runs a case on both servers in turn, after one run on each that does not count: both are to be warm.
 * Each round begins with the server with which the one before has ended.
 */
export async function measure(benchCase: BenchCase, bench: Bench): Promise<CaseResult> {
  const results = { real: emptyRuns(), embedded: emptyRuns() };
  const servers = await startBoth(benchCase, bench);
  const crowds: { leave: () => void }[] = [];
  try {
    for (const side of SIDES) {
      if (benchCase.crowd) crowds.push(await bringCrowd(servers[side], benchCase.crowd));
      if (benchCase.replays) await store(servers[side], benchCase, bench);
    }
    for (let round = 0; round <= bench.rounds; round++) {
      for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
        const channel = benchCase.replays ? 'backlog' : `channel-${round}`;
        const cpuBefore = servers[side].cpuMs();
        const rate = await runStanBench(bench.stanBench, servers[side], benchCase, channel);
        const cpuAfter = servers[side].cpuMs();
        bench.onRun(benchCase, round, side, rate);
        if (round === 0) continue;
        results[side].rates.push(rate);
        if (cpuBefore !== undefined && cpuAfter !== undefined) {
          results[side].cpuMicros.push((1000 * (cpuAfter - cpuBefore)) / msgsOf(benchCase));
        }
      }
    }
  } finally {
    for (const crowd of crowds) crowd.leave();
    await Promise.all(SIDES.map((side) => servers[side].stop()));
  }
  return { benchCase, ...results };
}

/** What 1,000,000 messages take that a fresh server stores. */
export async function measureMemory(
  benchCase: BenchCase,
  { commands, stanBench }: Bench,
): Promise<MemoryResult | undefined> {
  const bytes: Partial<Record<Side, number>> = {};
  for (const side of SIDES) {
    const server = await startBenchServer(side, commands);
    try {
      const before = server.residentBytes();
      await runStanBench(stanBench, server, benchCase, 'memory');
      const after = server.residentBytes();
      if (before === undefined || after === undefined) return undefined;
      bytes[side] = (after - before) / benchCase.msgs;
    } finally {
      await server.stop();
    }
  }
  const { real, embedded } = bytes;
  return real === undefined || embedded === undefined
    ? undefined
    : { msgs: benchCase.msgs, real, embedded };
}

async function startBoth(
  { store, crowd }: BenchCase,
  { commands }: Bench,
): Promise<Record<Side, BenchServer>> {
  const options = { ...(store && { store }), flags: crowd ? ['-mc', '0'] : [] };
  const real = await startBenchServer('real', commands, options);
  try {
    return { real, embedded: await startBenchServer('embedded', commands, options) };
  } catch (error) {
    await real.stop();
    throw error;
  }
}

async function store(server: BenchServer, benchCase: BenchCase, bench: Bench): Promise<void> {
  const { msgs, payloadBytes } = benchCase;
  const publishing = { ...benchCase, msgs, payloadBytes, publishers: 1, subscribers: 0 };
  await runStanBench(bench.stanBench, server, publishing, 'backlog');
}

/** Messages that go in and out of the server in one run. */
function msgsOf({ msgs, publishers, subscribers, args = [] }: BenchCase): number {
  const copies = args.includes('-qgroup') ? 1 : subscribers;
  return msgs * ((publishers > 0 ? 1 : 0) + copies);
}

function emptyRuns(): { rates: number[]; cpuMicros: number[] } {
  return { rates: [], cpuMicros: [] };
}
