import { isInRange, RANGES } from '../check/option-ranges';
import { unavoidable } from '../check/option-rules';
import type { CommonOptions } from '../check/options';
import { badUsage } from './command-error';

/** Options of `nats-test check`, as Commander hands them over. */
export interface CheckFlags {
  readonly schedules?: string;
  readonly seed?: string;
  readonly path?: string;
  readonly members?: string;
  readonly quietMs?: string;
  readonly without?: readonly string[];
  readonly only?: string;
  readonly json?: true;
}

type Given = Pick<
  CommonOptions<unknown, unknown>,
  'schedules' | 'seed' | 'path' | 'members' | 'quietMs' | 'without'
>;

const NUMBERS = {
  schedules: '--schedules',
  seed: '--seed',
  members: '--members',
  quietMs: '--quiet-ms',
} as const;

/**
 * What was typed, as options that outrank those of the file.
 * @throws CommandError, bad usage
 */
export function readCheckFlags(flags: CheckFlags): Given {
  const given: { -readonly [Name in keyof Given]: Given[Name] } = {};
  for (const name of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]) {
    const text = flags[name];
    if (text !== undefined) given[name] = readNumber(name, text);
  }
  if (flags.path !== undefined) given.path = readPath(flags.path);
  if (flags.without !== undefined) given.without = readWithout(flags.without);
  return given;
}

function readNumber(name: keyof typeof NUMBERS, text: string): number {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
  if (isInRange(number, RANGES[name])) return number;
  throw badUsage(`${NUMBERS[name]} '${text}' makes no sense: give ${RANGES[name].words}`);
}

function readPath(text: string): string {
  if (text.trim() !== '') return text;
  throw badUsage("--path '' is no path: give it as the report of a failure names it");
}

/** Names of steps have spaces in them, so that commas stand between them. */
function readWithout(typed: readonly string[]): NonNullable<Given['without']> {
  const steps = typed.flatMap((text) => text.split(',')).map((step) => step.trim());
  for (const step of steps) {
    const wrong = unavoidable(step);
    if (wrong !== undefined) throw badUsage(`--without names ${wrong}`);
  }
  return steps as NonNullable<Given['without']>;
}
