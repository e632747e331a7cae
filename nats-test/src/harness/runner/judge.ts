import { allCheckers } from '../checkers/all';
import { worst, type Verdict } from '../checkers/checker';
import { countOpen } from '../checkers/unseen';
import type { History } from '../history/operation';
import type { TargetFacts } from '../history/target-facts';
import type { NamedFinding } from '../report/run-result';
import { struckBy } from './struck';
import { isWorkload, type Scenario, type Script, type Workload } from '../scenarios/scenario';

/** What is said of a scenario that was played. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly seen: string;
  readonly findings: readonly NamedFinding[];
}

/**
 * Has the scenario's checkers judge a history.
 * @param problem what kept the scenario from being played to its end
 * @param isStorm faults that were asked for have struck a scenario that is not about them
 */
export function judge(
  scenario: Scenario,
  history: History,
  facts: TargetFacts,
  problem: string | undefined,
  isStorm = false,
): Judgement {
  const findings = isWorkload(scenario)
    ? findingsOfAll(scenario, history, facts, isStorm)
    : findingsOf(scenario, history, facts);
  const verdict = worst(findings.map((finding) => finding.verdict));
  // What was seen of a scenario that was cut short can convict the server, but not acquit it.
  if (problem !== undefined && verdict !== 'invalid')
    return { verdict: 'unknown', seen: problem, findings };
  const deciding = findings.filter((finding) => finding.verdict === verdict);
  const seen = deciding.map((finding) => finding.seen).filter((text) => text !== '');
  if (isWorkload(scenario) && verdict === 'valid') {
    const told = [seen[0], struckBy(history)].filter((text) => text !== undefined && text !== '');
    return { verdict, seen: told.join('; '), findings };
  }
  return { verdict, seen: seen.join('; '), findings };
}

function findingsOf({ checkers }: Script, history: History, facts: TargetFacts): NamedFinding[] {
  const all = typeof checkers === 'function' ? checkers(facts) : checkers;
  return all.map((checker) => ({ checker: checker.name, ...checker.check(history, facts) }));
}

/**
 * All checkers look at what was seen under load and faults. Those that the scenario is about come
 * first and must have something to judge; of the others those count that find something. In a storm
 * the first of all must have something to judge: what the others need may have been blown away. What
 * is left open acquits nobody: it may be lost.
 */
function findingsOfAll(
  { proves }: Workload,
  history: History,
  facts: TargetFacts,
  isStorm: boolean,
): NamedFinding[] {
  const findings = [...allCheckers].map(([name, { checker }]) => ({
    checker: name,
    ...checker.check(history, facts),
  }));
  const needed = isStorm ? proves.slice(0, 1) : proves;
  const named = proves.flatMap((name) => findings.filter(({ checker }) => checker === name));
  const others = findings.filter(({ checker }) => !proves.includes(checker));
  return [
    ...named.filter(({ checker, verdict }) => verdict !== 'unknown' || needed.includes(checker)),
    ...others.filter(
      ({ checker, verdict }) =>
        verdict === 'invalid' || (checker === 'unseen' && countOpen(history, facts) > 0),
    ),
  ];
}
