import type { NameOfValue } from './describe-operation';

/** A value is the run's ID, the scenario and a number; the number is what tells events apart. */
export function eventNames(runId: string, scenario: string): NameOfValue {
  const prefix = `${runId}-${scenario}-`;
  return (value) => (value.startsWith(prefix) ? `event ${value.slice(prefix.length)}` : value);
}
