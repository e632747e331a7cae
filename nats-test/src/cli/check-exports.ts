import { didYouMean } from '../base/did-you-mean';
import { badUsage } from './command-error';

/** An export that says how to check a listener. */
export interface CheckExport {
  /** `default`, or the name of the export. */
  readonly name: string;
  readonly options: unknown;
}

/** Options by which one that has mistakes in it is still known for what it is. */
const TELLING = ['events', 'start', 'command', 'invariant', 'createState'];

/**
 * What of a module is to be checked: its default export, which is module.exports of CommonJS, or else all
 * that look like options of a check.
 * @param typed the file, as it was typed
 * @param only the name of the one that is wanted
 * @throws CommandError, bad usage: there is none
 */
export function chooseExports(
  module: object,
  typed: string,
  only: string | undefined,
): readonly CheckExport[] {
  const exported = exportsOf(module);
  const checks = checksAmong(exported);
  if (only !== undefined) return [theOne(only, checks, exported, typed)];
  const main = checks.find(({ name }) => name === 'default');
  if (main !== undefined) return [main];
  if (checks.length > 0) return checks;
  throw badUsage(nothingToCheck(exported, typed));
}

/** By name. What CommonJS assigns to module.exports is the default export, or has the others in it. */
function exportsOf(module: object): ReadonlyMap<string, unknown> {
  const named = partsOf(module);
  const hasDefault = named.has('default');
  named.delete('default');
  // Without a default export the loader gives the whole module as such.
  const given = (module as { default?: unknown }).default;
  const main = unwrapped(hasDefault ? given : (given ?? module));
  if (isObject(main) && !isCheck(main)) {
    const isAlmost = hasDefault && isAlmostCheck(main) && !Object.values(main).some(isCheck);
    if (!isAlmost) return new Map([...named, ...partsOf(main)]);
  }
  // Without a default export they are the options themselves.
  return new Map([['default', main], ...(hasDefault ? named : [])]);
}

function partsOf(module: object): Map<string, unknown> {
  // Marks of those who translate ES modules, and of Node.
  const marks = ['__esModule', 'module.exports'];
  return new Map(Object.entries(module).filter(([name]) => !marks.includes(name)));
}

/** An ES module that was compiled to CommonJS has its default export in another one. */
function unwrapped(main: unknown): unknown {
  return isObject(main) && main['__esModule'] === true && 'default' in main
    ? main['default']
    : main;
}

function checksAmong(exported: ReadonlyMap<string, unknown>): CheckExport[] {
  const all = [...exported].map(([name, options]) => ({ name, options }));
  const whole = all.filter(({ options }) => isCheck(options));
  // One that lacks something is better than none: it is told what.
  return whole.length > 0 ? whole : all.filter(({ options }) => isAlmostCheck(options));
}

function theOne(
  only: string,
  checks: readonly CheckExport[],
  exported: ReadonlyMap<string, unknown>,
  typed: string,
): CheckExport {
  const found = checks.find(({ name }) => name === only);
  if (found !== undefined) return found;
  if (exported.has(only)) {
    throw badUsage(
      `${typed} exports ${only} as ${kindOf(exported.get(only))}: --only wants an object with events and start`,
    );
  }
  const names = checks.map(({ name }) => name);
  if (names.length === 0) throw badUsage(nothingToCheck(exported, typed));
  const hint = didYouMean(only, names) || ':';
  throw badUsage(`${typed} does not export ${only}${hint} --only takes one of ${names.join(', ')}`);
}

function nothingToCheck(exported: ReadonlyMap<string, unknown>, typed: string): string {
  const wanted = 'export default { events, start, invariant }, as nats-test check --help shows';
  if (exported.size === 0) return `${typed} exports nothing: ${wanted}`;
  const main = exported.get('default');
  if (main instanceof Promise) {
    return `${typed} exports a promise: export what checkListener takes, and not what it gives`;
  }
  const what = [...exported].map(([name, value]) => `${name} (${kindOf(value)})`).join(', ');
  return `${typed} exports ${what}, and nothing that can be checked: ${wanted}`;
}

function isCheck(value: unknown): boolean {
  return isObject(value) && 'events' in value && ('start' in value || 'command' in value);
}

function isAlmostCheck(value: unknown): boolean {
  return isObject(value) && TELLING.some((name) => name in value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Promise)
  );
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Promise) return 'a promise';
  if (typeof value === 'function') return /^class\b/.test(String(value)) ? 'a class' : 'a function';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const names = Object.keys(value);
  return names.length === 0 ? 'an empty object' : `an object with ${names.slice(0, 5).join(', ')}`;
}
