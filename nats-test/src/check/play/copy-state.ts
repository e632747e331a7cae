import { types } from 'node:util';

/**
 * Whether it is data through and through: then it can be copied without knowing what it is for.
 * Everything with a life of its own (databases, class instances) can't.
 */
export function isPlain(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null || seen.has(value)) return true;
  // What is behind it may be data; nobody can copy it.
  if (types.isProxy(value)) return false;
  seen.add(value);
  const isSo = (it: unknown): boolean => isPlain(it, seen);
  // By name, since a test runner may give user code other globals than this code has.
  switch (Object.prototype.toString.call(value)) {
    case '[object Map]':
      return isBuiltIn(value) && [...(value as Map<unknown, unknown>)].flat().every(isSo);
    case '[object Set]':
      return isBuiltIn(value) && [...(value as Set<unknown>)].every(isSo);
    case '[object Array]':
      return (value as unknown[]).every(isSo);
    case '[object Date]':
      return isBuiltIn(value);
    case '[object Object]':
      return isBuiltIn(value) && Object.values(value).every(isSo);
    default:
      return false;
  }
}

/** No class of the user's stands between it and the language. */
function isBuiltIn(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  const above: unknown = Object.getPrototypeOf(prototype);
  const isObject = Object.prototype.toString.call(value) === '[object Object]';
  return isObject ? above === null : above !== null && Object.getPrototypeOf(above) === null;
}

/**
 * A copy of plain data. Each part has the prototype that it had: jest gives user code globals of its
 * own, and what `structuredClone` makes is no Array and no Map there.
 */
export function copyPlain<T>(value: T): T {
  return copy(value, new Map()) as T;
}

function copy(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known) return known;
  const made = emptyLike(value);
  copies.set(value, made);
  if (made instanceof Map) {
    for (const [key, it] of value as Map<unknown, unknown>)
      made.set(copy(key, copies), copy(it, copies));
  } else if (made instanceof Set) {
    for (const it of value as Set<unknown>) made.add(copy(it, copies));
  }
  for (const [name, it] of Object.entries(value)) Reflect.set(made, name, copy(it, copies));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.getPrototypeOf(made)) Object.setPrototypeOf(made, prototype as object);
  return made;
}

function emptyLike(value: object): object {
  switch (Object.prototype.toString.call(value)) {
    case '[object Map]':
      return new Map();
    case '[object Set]':
      return new Set();
    case '[object Array]':
      return new Array<unknown>((value as unknown[]).length);
    case '[object Date]':
      return new Date(Number(value));
    default:
      return {};
  }
}
