import { LineProblem } from './line-problem';
import type { FieldKind } from './shapes';

/** An object of a line, of which nothing is known yet. */
export type Fields = Record<string, unknown>;

/** The same text for texts that are the same: a history of a million operations has few. */
export type Intern = (text: string) => string;

/** @throws LineProblem */
export function parseFields(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LineProblem('it is no JSON');
  }
  if (!isObject(value)) throw new LineProblem('it is no object');
  return value;
}

/**
 * Looks at one field.
 * @param path what the field's name has before it: nothing, or `terms.`
 * @throws LineProblem
 */
export function checkField(
  fields: Fields,
  name: string,
  kind: Exclude<FieldKind, 'terms'>,
  path = '',
): void {
  const value = fields[name];
  if (fits(value, kind)) return;
  throw new LineProblem(`'${path}${name}' is ${lackOf(kind)}`);
}

function fits(value: unknown, kind: Exclude<FieldKind, 'terms'>): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      // JSON can say 1e999.
      return Number.isFinite(value);
    case 'count':
      // Beyond that two numbers are one, and nobody could tell events apart.
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case 'flag':
      return typeof value === 'boolean';
    default:
      return kind.includes(value as string);
  }
}

function lackOf(kind: Exclude<FieldKind, 'terms'>): string {
  switch (kind) {
    case 'text':
      return 'not a text';
    case 'number':
      return 'not a number';
    case 'count':
      return 'not a whole number from 0';
    case 'flag':
      return 'not true or false';
    default:
      return `none of ${kind.join(', ')}`;
  }
}

/** The object in a field. @throws LineProblem */
export function inside(fields: Fields, name: string, path = ''): Fields {
  const value = fields[name];
  if (!isObject(value)) throw new LineProblem(`'${path}${name}' is no object`);
  return value;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
