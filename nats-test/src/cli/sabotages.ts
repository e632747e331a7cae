import { didYouMean } from '../base/did-you-mean';
import { findSabotage, sabotages } from '../harness/sabotage/all';
import type { Sabotage } from '../harness/sabotage/sabotage';
import { badUsage } from './command-error';

/**
 * The sabotage of the name that was typed after `--sabotage`.
 * @throws CommandError, bad usage: a name that none has
 */
export function chooseSabotage(name: string): Sabotage {
  const sabotage = findSabotage(name);
  if (sabotage) return sabotage;
  const hint =
    didYouMean(
      name,
      sabotages.map((one) => one.name),
    ) || ':';
  throw badUsage(`there is no sabotage '${name}'${hint} --sabotage help lists them all`);
}

/**
 * What `--sabotage help` prints: a line for each, with where it must show and who must see it.
 */
export function listSabotages(): string {
  const width = Math.max(...sabotages.map(({ name }) => name.length));
  const lines = sabotages.map(({ name, wrong, scenario, red }) => {
    return `${name.padEnd(width)}  ${wrong} (${scenario}: ${red.join(', ')})`;
  });
  return `${lines.join('\n')}\n`;
}
