import { inspect } from 'node:util';
import { didYouMean } from '../base/did-you-mean';
import { cut } from '../base/wrap';
import { isInRange, RANGES } from './option-ranges';
import type { CommandOptions, FunctionOptions } from './options';
import { STEPS } from './schedule';

/** What is wrong with an option's value, behind its name; undefined when nothing is. */
type Rule = (value: unknown) => string | undefined;

type OptionName = keyof FunctionOptions<unknown, unknown> | keyof CommandOptions<unknown, unknown>;

/** As much of a value as fits into a sentence. */
const SHOWN_LENGTH_MAX = 60;

/** What the listener may be spared. */
const AVOIDABLE = [...Object.keys(STEPS).filter((it) => it !== 'handle'), 'late'];

/** Every option there is, in the order in which they are explained. */
export const OPTION_RULES: Readonly<Record<OptionName, Rule>> = {
  events,
  channel,
  createState: aFunction,
  disposeState: aFunction,
  copyState: aFunction,
  start: aFunction,
  command: (value) => text(value, "a command line, as in 'npm run listen'"),
  cwd: (value) => text(value, 'a folder'),
  env: aFunction,
  invariant: aFunction,
  poison: (value) => (Array.isArray(value) ? undefined : isNot(value, 'an array of events')),
  members: whole('members'),
  schedules: whole('schedules'),
  without,
  seed: whole('seed'),
  path,
  quietMs: whole('quietMs'),
  startMs: whole('startMs'),
  onProgress: aFunction,
  signal: (value) => (isSignal(value) ? undefined : isNot(value, 'an AbortSignal')),
};

/** A value in few words. */
export function shown(value: unknown): string {
  const kind = typeof value;
  if (kind === 'function') return 'a function';
  return cut(inspect(value, { depth: 0, breakLength: Infinity }), SHOWN_LENGTH_MAX);
}

function isNot(value: unknown, wanted: string): string {
  return `is ${shown(value)}: give ${wanted}`;
}

function aFunction(value: unknown): string | undefined {
  return typeof value === 'function' ? undefined : isNot(value, 'a function');
}

function text(value: unknown, wanted: string): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? undefined : isNot(value, wanted);
}

function whole(name: keyof typeof RANGES): Rule {
  const range = RANGES[name];
  return (value) => (isInRange(value, range) ? undefined : isNot(value, range.words));
}

function events(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return value.length > 0 ? undefined : 'is empty: give at least one event for the listener';
  }
  return isArbitrary(value)
    ? undefined
    : isNot(value, 'an array, or a fast-check arbitrary of one');
}

/** Also of another fast-check than this package's, which has a class of its own. */
function isArbitrary(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { generate, shrink } = value as { generate?: unknown; shrink?: unknown };
  return typeof generate === 'function' && typeof shrink === 'function';
}

/** Test runners have one of their own, too. */
function isSignal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { aborted, addEventListener } = value as { aborted?: unknown; addEventListener?: unknown };
  return typeof aborted === 'boolean' && typeof addEventListener === 'function';
}

function channel(value: unknown): string | undefined {
  const wrong = text(value, "the name of a channel, as in 'ticket:created'");
  if (wrong !== undefined) return wrong;
  return /[\s*>]|^\.|\.$|\.\./.test(value as string)
    ? `is ${shown(value)}: an event goes to one channel, so give a name without wildcards, spaces and empty parts`
    : undefined;
}

function path(value: unknown): string | undefined {
  const wanted = "a text, as the report of a failure names it, such as '12:0:1'";
  const wrong = text(value, wanted);
  if (wrong !== undefined) return wrong;
  // All schedules before it are made, too, on the way to it.
  const [index = '', ...shrinks] = (value as string).split(':');
  const isPath = /^\d{1,7}$/.test(index) && shrinks.every((it) => /^\d{1,7}$/.test(it));
  return isPath ? undefined : isNot(value, wanted);
}

function without(value: unknown): string | undefined {
  if (!Array.isArray(value)) return isNot(value, "an array of steps, as in ['restart server']");
  for (const step of value as unknown[]) {
    const wrong = unavoidable(step);
    if (wrong !== undefined) return `names ${wrong}`;
  }
  return undefined;
}

/** What is wrong with a step that is to be left out; undefined when nothing is. */
export function unavoidable(step: unknown): string | undefined {
  if (typeof step === 'string' && AVOIDABLE.includes(step)) return undefined;
  if (step === 'handle')
    return 'handle, without which nothing would ever be delivered: leave that in';
  const hint = (typeof step === 'string' && didYouMean(step, AVOIDABLE)) || ':';
  return `${shown(step)}, which is no step${hint} There are ${AVOIDABLE.join(', ')}`;
}
