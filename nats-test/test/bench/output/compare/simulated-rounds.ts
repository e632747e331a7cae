import { seededRandom, type Random } from '../../../../src/base/random';
import type { BenchReport, Latencies, RunReport, TargetReport } from '../../../../src/bench/report';
import { normal, sampleReport, sampleTarget } from '../../../support/bench-report';

/** What a simulated machine does to the figures of a bench. */
export interface Machine {
  readonly rounds: number;
  /** How far figures scatter from round to round: the standard deviation of their logarithm. */
  readonly noise: number;
  /** The same for all of a bench, as when the machine is busier on one day than on another. */
  readonly drift?: number;
  /** One round in so many has a neighbour that takes a third of the machine. */
  readonly hiccupEvery?: number;
}

/** How many times as fast as they were before the targets are. */
type Speeds = readonly number[];

/** A run with all its fields; figures are put in its place. */
const MODEL = sampleTarget({ rounds: 1, seconds: 1 });

/** Benches of targets with these speeds, one after the other, always the same for one seed. */
export function simulate(seed: number, machine: Machine): (speeds: Speeds) => BenchReport {
  const random = seededRandom(seed);
  return (speeds) => {
    const day = Math.exp((machine.drift ?? 0) * normal(random));
    const targets = speeds.map((_, i) => ({ ...MODEL, name: `server ${i + 1}` }));
    const runs: RunReport[][] = targets.map(() => []);
    for (let round = 1; round <= machine.rounds; round++) {
      speeds.forEach((speed, i) => {
        const isDisturbed =
          machine.hiccupEvery !== undefined && random.below(machine.hiccupEvery) === 0;
        const hiccup = isDisturbed ? 2 / 3 : 1;
        runs[i]!.push(simulatedRun(round, speed * day * hiccup, machine.noise, random));
      });
    }
    return sampleReport({
      startedAt: `${random.below(2 ** 32)}`,
      targets: targets.map((target, i): TargetReport => ({ ...target, runs: runs[i]! })),
    });
  };
}

/** Each figure with noise of its own. */
function simulatedRun(round: number, speed: number, noise: number, random: Random): RunReport {
  const run = MODEL.runs[0]!;
  const noisy = (value: number): number => value * Math.exp(noise * normal(random));
  const latencies = (of: Latencies): Latencies => ({
    ...of,
    p50Ms: noisy(of.p50Ms / speed),
    p99Ms: noisy(of.p99Ms / speed),
  });
  return {
    ...run,
    round,
    rates: { published: noisy(20_000 * speed), delivered: noisy(20_000 * speed) },
    publishAck: latencies(run.publishAck),
    endToEnd: latencies(run.endToEnd),
  };
}
