import { count } from '../../base/numbers';
import type { RunReport, Verification } from '../report';
import { faultsOf, type TargetSummary } from './summary';

/** Whether what the targets delivered was what was sent. */
export interface Verdict {
  readonly verdict: Verification['verdict'];
  /** One sentence that begins with the verdict: `Valid: …`. */
  readonly sentence: string;
}

/** The worst that is known of any target: a fast wrong answer is no answer. */
export function verdictOf(targets: readonly TargetSummary[]): Verdict {
  const faults = faultsOf(targets);
  if (faults !== '') return { verdict: 'invalid', sentence: `Invalid: ${faults}.` };
  const runs = targets.flatMap(({ target }) => target.runs);
  if (runs.length === 0) {
    return { verdict: 'unknown', sentence: 'Unknown: nothing was measured.' };
  }
  const sum = (of: (messages: RunReport['messages']) => number): string =>
    count(runs.reduce((total, { messages }) => total + of(messages), 0));
  if (targets.every(({ hasSubscribers }) => !hasSubscribers)) {
    const acks = `${sum((it) => it.acknowledged)} of ${sum((it) => it.published)}`;
    return {
      verdict: 'unknown',
      sentence: `Unknown: nobody subscribed, so acks alone were counted: ${acks} messages were acknowledged.`,
    };
  }
  const unknown = targets.filter(({ verification }) => verification.verdict === 'unknown');
  if (unknown.length > 0) {
    const names = unknown.map(({ label }) => label).join(' and ');
    return {
      verdict: 'unknown',
      sentence: `Unknown: what ${names} delivered could not be judged, so its figures prove nothing.`,
    };
  }
  return {
    verdict: 'valid',
    sentence: `Valid: all ${sum((it) => it.delivered)} deliveries were what was sent: none lost, duplicated, reordered or unexpected.`,
  };
}
