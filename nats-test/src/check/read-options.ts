import { didYouMean } from '../base/did-you-mean';
import { OPTION_RULES, shown } from './option-rules';
import type { CheckOptions } from './options';
import { CheckSetupError } from './setup-error';

/**
 * Sees that options make sense before anything is started, for those who write no TypeScript, too.
 * @returns what was given, as it was given
 * @throws CheckSetupError that names the option and what to do
 */
export function readOptions(given: unknown): CheckOptions {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new CheckSetupError(
      `the options are ${shown(given)}: give an object, { events, start, invariant }`,
    );
  }
  const options = given as Readonly<Record<string, unknown>>;
  refuseUnknown(options);
  for (const [name, rule] of Object.entries(OPTION_RULES)) {
    const value = options[name];
    const wish = value === undefined ? undefined : rule(value);
    if (wish !== undefined) refuse(`the option ${name} ${wish}`);
  }
  if (options['events'] === undefined) {
    refuse(
      'there is no option events: give what other services publish, as in events: [{ id: 1 }]',
    );
  }
  refuseCombinations(options);
  return given as CheckOptions;
}

function refuse(message: string): never {
  throw new CheckSetupError(message);
}

function refuseUnknown(options: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(OPTION_RULES);
  const name = Object.keys(options).find((it) => !names.includes(it));
  if (name === undefined) return;
  const hint = didYouMean(name, names) || ':';
  refuse(`there is no option ${name}${hint} There are ${names.join(', ')}`);
}

/** What is good by itself, and not together. */
function refuseCombinations(options: Readonly<Record<string, unknown>>): void {
  const has = (name: string): boolean => options[name] !== undefined;
  if (has('start') && has('command')) {
    refuse(
      'there are both start and command: give one, the listener either runs here or by itself',
    );
  }
  if (!has('start') && !has('command')) {
    refuse(
      'there is neither start nor command: give start, a function that starts the listener, or ' +
        "command, as in command: 'npm run listen'",
    );
  }
  if (has('command') && has('copyState')) {
    refuse(
      'copyState is for a listener in this process: leave it out beside command, whose crashes are real ones',
    );
  }
  for (const name of ['cwd', 'env']) {
    if (has('start') && has(name)) {
      refuse(`the option ${name} is for a process of its own: leave it out beside start`);
    }
  }
  if (has('path') && !has('seed')) {
    refuse('path is of no use without its seed: give both, as the report names them');
  }
}
