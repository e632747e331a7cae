import type { Storm } from '../harness/generators/storm';
import { misfit, possibleFaults } from '../harness/runner/fits';
import { findSabotage } from '../harness/sabotage/all';
import { scenarios } from '../harness/scenarios/all';
import { isWorkload, type Scenario } from '../harness/scenarios/scenario';
import type { TargetOptions } from '../harness/target/target';
import { chooseScenarios } from './choose-scenarios';
import { badUsage } from './command-error';

/** More at a time make each other late. */
const JOBS_MAX = 64;

/**
 * The scenarios that were asked for; under faults those that are made for it, with a sabotage the one
 * in which it shows.
 * @throws CommandError, bad usage: what was typed does not go together
 */
export function scenariosFor(
  target: TargetOptions,
  { faults }: Storm,
  { only, sabotage }: { readonly only?: readonly string[]; readonly sabotage?: string },
): readonly Scenario[] {
  const shown = sabotage === undefined ? undefined : findSabotage(sabotage)?.scenario;
  const chosen = chooseScenarios(scenarios, only ?? (shown === undefined ? undefined : [shown]));
  if (only) {
    const [wrong] = chosen.filter((scenario) => misfit(scenario, target) !== undefined);
    if (wrong)
      throw badUsage(`${wrong.name} can't be played there: ${String(misfit(wrong, target))}`);
  }
  if (sabotage !== undefined && !chosen.every(isWorkload)) {
    throw badUsage('--sabotage is for scenarios under load: leave out --only, or name such a one');
  }
  if (!faults) return chosen;
  checkFaults(faults, target);
  const [lesson] = chosen.filter((scenario) => !isWorkload(scenario));
  if (only && lesson) {
    throw badUsage(
      `${lesson.name} is played step by step, without faults: leave it out of --only, or leave out --faults`,
    );
  }
  return chosen.filter(isWorkload);
}

function checkFaults(faults: NonNullable<Storm['faults']>, target: TargetOptions): void {
  if (possibleFaults(faults, target).length > 0) return;
  const [first = ''] = faults;
  throw badUsage(
    first === 'clock'
      ? 'the clock of the embedded server alone can be set: leave clock out of --faults'
      : `a server that runs already can't be struck with ${faults.join(', ')}: take --target process:PATH, or faults of connections and clients`,
  );
}

/** @throws CommandError, bad usage */
export function readJobs(text: string): number {
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= JOBS_MAX) return jobs;
  throw badUsage(`--jobs ${text} is no number of scenarios at a time: give 1 to ${JOBS_MAX}`);
}
