import { didYouMean } from '../base/did-you-mean';
import type { Scenario } from '../harness/scenarios/scenario';
import { badUsage } from './command-error';

/**
 * The scenarios that were asked for, in the order of the course.
 * @param only names as typed, also several with commas between them; undefined stands for all
 * @throws CommandError, bad usage: a name that none has
 */
export function chooseScenarios(
  scenarios: readonly Scenario[],
  only: readonly string[] | undefined,
): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const names = scenarios.map(({ name }) => name);
  const wanted = only.flatMap((text) => text.split(/[\s,]+/)).filter((name) => name !== '');
  if (wanted.length === 0) {
    throw badUsage('--only names no lesson: nats-test scenarios lists them all');
  }
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) || ':';
    throw badUsage(`there is no lesson '${name}'${hint} nats-test scenarios lists them all`);
  }
  return scenarios.filter(({ name }) => wanted.includes(name));
}
