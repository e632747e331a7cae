/**
 * Puts something else in the place of a property.
 * @param make gets what was there
 * @returns puts back what was there, unless somebody has put a third thing there since
 */
export function replace<Value>(
  owner: Record<string, Value>,
  name: string,
  make: (original: Value) => Value,
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const ours = make(owner[name] as Value);
  owner[name] = ours;
  return () => {
    if (owner[name] !== ours) return;
    // One that is inherited had no place of its own.
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
}
