/**
 * Whether it is data through and through: then it can be copied without knowing what it is for.
 * Everything with a life of its own (databases, class instances) can't.
 */
export function isPlain(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null || seen.has(value)) return true;
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

/** A copy of plain data. */
export function copyPlain<T>(value: T): T {
  return structuredClone(value);
}
