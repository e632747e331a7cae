import type { Checker } from './checker';
import { delivered } from './delivered';
import { order } from './order';
import { queueExclusivity } from './queue-exclusivity';
import { redelivery } from './redelivery';

/** The name of a checker. */
export type CheckerName = string;

/** All checkers that can judge any history. */
export const allCheckers: readonly Checker[] = [
  delivered(),
  order(),
  queueExclusivity(),
  redelivery(),
];
