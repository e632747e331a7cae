import type { Verdict } from '../harness/checkers/checker';
import type { ExitStatus } from './command-error';

/** How a command ends that gives a verdict. */
export function statusOfVerdict(verdict: Verdict): ExitStatus {
  return ({ valid: 0, invalid: 1, unknown: 2 } as const)[verdict];
}
