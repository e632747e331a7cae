import { worst, type Verdict } from '../checkers/checker';
import type { History } from '../history/operation';
import type { NamedFinding } from '../report/run-result';
import type { TargetFacts } from '../history/target-facts';
import type { Scenario } from '../scenarios/scenario';

/** What is said of a scenario that was played. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly seen: string;
  readonly findings: readonly NamedFinding[];
}

/**
 * Has the scenario's checkers judge a history.
 * @param problem what kept the scenario from being played to its end
 */
export function judge(
  { checkers }: Scenario,
  history: History,
  facts: TargetFacts,
  problem: string | undefined,
): Judgement {
  const all = typeof checkers === 'function' ? checkers(facts) : checkers;
  const findings = all.map((checker) => ({ checker: checker.name, ...checker.check(history) }));
  const verdict = worst(findings.map((finding) => finding.verdict));
  // What was seen of a scenario that was cut short can convict the server, but not acquit it.
  if (problem !== undefined && verdict !== 'invalid')
    return { verdict: 'unknown', seen: problem, findings };
  const deciding = findings.filter((finding) => finding.verdict === verdict);
  const seen = deciding.map((finding) => finding.seen).filter((text) => text !== '');
  return { verdict, seen: seen.join('; '), findings };
}
