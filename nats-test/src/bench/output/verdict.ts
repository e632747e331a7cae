import type { Verification } from '../report';
import { count } from './numbers';
import { countFaults, type TargetSummary } from './summary';

/** Whether what the targets delivered was what was sent. */
export interface Verdict {
  readonly verdict: Verification['verdict'];
  /** One sentence that begins with the verdict: `Valid: …`. */
  readonly sentence: string;
}

/** The worst that is known of any target: a fast wrong answer is no answer. */
export function verdictOf(targets: readonly TargetSummary[]): Verdict {
  const of = (verdict: Verification['verdict']): readonly TargetSummary[] =>
    targets.filter(({ verification }) => verification.verdict === verdict);
  const [invalid, unknown] = [of('invalid'), of('unknown')];
  if (invalid.length > 0) {
    const faults = invalid.map(
      ({ label, verification }) => `${label}: ${countFaults(verification) || 'wrong messages'}`,
    );
    return { verdict: 'invalid', sentence: `Invalid: ${faults.join('; ')}.` };
  }
  if (targets.every(({ target }) => target.runs.length === 0)) {
    return { verdict: 'unknown', sentence: 'Unknown: nothing was measured.' };
  }
  if (unknown.length > 0) {
    const names = unknown.map(({ label }) => label).join(' and ');
    return {
      verdict: 'unknown',
      sentence: `Unknown: what ${names} delivered could not be judged, so its figures prove nothing.`,
    };
  }
  const delivered = targets
    .flatMap(({ target }) => target.runs)
    .reduce((sum, { messages }) => sum + messages.delivered, 0);
  const sentence =
    delivered === 0
      ? 'Valid: nobody listened, and nothing was wrong.'
      : `Valid: all ${count(delivered)} deliveries were what was sent: none lost, doubled, out of order or unexpected.`;
  return { verdict: 'valid', sentence };
}
