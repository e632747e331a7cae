import { optionOf, type LoadFlags } from './load-flags';
import { PlanError } from './plan-error';

/** What can't be had together, and why. */
const CONTRADICTIONS: readonly (readonly [keyof LoadFlags, keyof LoadFlags, string])[] = [
  ['messages', 'duration', 'a round ends by one or the other'],
  ['sync', 'window', '--sync is a window of one'],
  ['findMax', 'rate', 'it is the rate that is looked for'],
  ['findMax', 'drain', 'a backlog that is drained has no rate'],
  ['findMax', 'messages', 'each rate is tried for a time, see --probe'],
  ['drain', 'duration', 'how much is published first is said with --messages'],
  ['drain', 'warmUp', 'all of it waits for the subscribers, and none comes first'],
];

/** @throws PlanError for flags of which each makes sense, but not all together */
export function refuseContradictions(flags: LoadFlags): void {
  for (const [one, other, why] of CONTRADICTIONS) {
    if (flags[one] !== undefined && flags[other] !== undefined) {
      throw new PlanError(`${optionOf(one)} and ${optionOf(other)} exclude each other: ${why}`);
    }
  }
  if (flags.probe !== undefined && !flags.findMax) {
    throw new PlanError('--probe says how long --find-max tries each rate: give both');
  }
  if (flags.work !== undefined && flags.ack === 'auto') {
    throw new PlanError(
      '--work and --ack auto exclude each other: whoever works on a message first acknowledges it by hand',
    );
  }
}

/** @throws PlanError for what says how to subscribe, where nobody does */
export function refuseWithoutSubscribers(flags: LoadFlags): void {
  const names = ['durable', 'ack', 'maxInFlight', 'ackWait', 'work', 'drain'] as const;
  const name = names.find((it) => flags[it] !== undefined);
  if (name !== undefined) {
    throw new PlanError(
      `${optionOf(name)} needs somebody who subscribes: leave out --subscribers 0`,
    );
  }
}
