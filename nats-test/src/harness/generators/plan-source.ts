import type { Random } from '../../base/random';
import type { Actor, FinalStep, PlannedFault, PlannedStep } from './plan';

/** What plans are made from: the part of a scenario that says what is done. */
export interface PlanSource {
  readonly name: string;
  readonly actors: readonly Actor[];
  /** What the actors do in the phase `main`. All chance comes from `random`. */
  readonly generator: (random: Random, mainMs: number) => Generated;
  /** What they do one after the other when the faults are over. */
  readonly finalGenerator: readonly FinalStep[];
}

/** In any order. */
export interface Generated {
  readonly steps: readonly PlannedStep[];
  /** What strikes though nobody has asked for faults: the scenario is about that. */
  readonly faults?: readonly PlannedFault[];
}
