import type { Random } from '../../base/random';
import { moments } from './pace';
import type { PlannedStep } from './plan';

/**
 * One publisher's events, some so close to each other that several wait for their acks at a time.
 * @param everyMs between two of them, on average
 * @param of what they carry beside their value, by their number from 1
 */
export function publishing(
  random: Random,
  actor: string,
  { fromMs = 0, untilMs, everyMs }: { fromMs?: number; untilMs: number; everyMs: number },
  of: (number: number) => Partial<Extract<PlannedStep, { readonly do: 'publish' }>> = () => ({}),
): readonly PlannedStep[] {
  return moments(random, fromMs, untilMs, everyMs).map((atMs, i) => ({
    atMs,
    actor,
    do: 'publish',
    value: `${actor}-${i + 1}`,
    ...of(i + 1),
  }));
}
