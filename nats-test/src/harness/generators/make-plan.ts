import { seededRandom } from '../../base/random';
import type { Plan } from './plan';
import { planFaults, type FaultTerms } from './plan-faults';
import type { PlanSource } from './plan-source';

/** How long and under which faults. */
export interface PlanTerms extends FaultTerms {
  readonly seed: number;
  readonly mainMs: number;
}

/** Makes the plan of a scenario. It depends on what is handed in and on nothing else. */
export function makePlan(source: PlanSource, { seed, mainMs, ...terms }: PlanTerms): Plan {
  const { name, actors, generator, finalGenerator } = source;
  const generated = generator(seededRandom(mixed(seed, `${name} steps`)), mainMs);
  // They have chance of their own, so that other faults leave the steps as they are.
  const random = seededRandom(mixed(seed, `${name} faults`));
  const faults = planFaults(random, terms, actors, mainMs);
  return {
    seed,
    scenario: name,
    mainMs,
    actors,
    steps: inTime(generated.steps),
    faults: inTime([...(generated.faults ?? []), ...faults]),
    finalSteps: finalGenerator,
  };
}

function inTime<T extends { readonly atMs: number }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => a.atMs - b.atMs);
}

/** A seed of its own for each purpose (FNV-1a). */
function mixed(seed: number, purpose: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const char of purpose) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** A plan as it is written to its file: the same plan, the same bytes. */
export function encodePlan(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 1)}\n`;
}
