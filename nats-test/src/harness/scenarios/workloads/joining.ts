import type { Random } from '../../../base/random';
import { between } from '../../generators/pace';
import type { Actor, PlannedStep } from '../../generators/plan';

/** All actors come at the beginning, not at once. */
export function allJoin(random: Random, actors: readonly Actor[]): readonly PlannedStep[] {
  return actors.map(({ name }) => ({ atMs: between(random, 0, 200), actor: name, do: 'join' }));
}

/** Listeners are there before anything is published from here on. */
export const JOINED_MS = 300;
