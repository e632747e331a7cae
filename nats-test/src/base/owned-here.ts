/** What this process holds, by name; shared by all copies of this package that it has loaded. */
const KEY = Symbol.for('nats-test.owned');

function owned(): Set<string> {
  const holder = globalThis as { [KEY]?: Set<string> };
  const known = holder[KEY] ?? new Set();
  holder[KEY] = known;
  return known;
}

/** False when somebody in this process holds it already. */
export function takeHere(name: string): boolean {
  if (owned().has(name)) return false;
  owned().add(name);
  return true;
}

/** Lets go of it. */
export function releaseHere(name: string): void {
  owned().delete(name);
}
