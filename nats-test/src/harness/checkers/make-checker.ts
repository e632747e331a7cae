import type { TargetFacts } from '../history/target-facts';
import type { Checker, Finding } from './checker';
import type { Facts } from './facts/facts';
import { readFacts } from './facts/read-facts';
import type { Judged } from './finding';

/** A checker that judges each life of the server by itself: nothing of one goes over into another. */
export function makeChecker(
  name: string,
  judge: (facts: Facts, target: TargetFacts) => Judged,
): Checker {
  return {
    name,
    check: (history, target) => {
      const lives = readFacts(history, target);
      return together(lives.map((facts) => ({ facts, finding: judge(facts, facts.target) })));
    },
  };
}

interface JudgedLife {
  readonly facts: Facts;
  readonly finding: Judged;
}

/**
 * One wrong life makes all wrong. What was under way when the store was wiped is gone, so that only
 * the last life can be open.
 */
function together(lives: readonly JudgedLife[]): Finding {
  const wrong = lives.find(({ finding }) => finding.verdict === 'invalid');
  if (wrong) return plain(wrong.finding);
  const last = lives.at(-1);
  const isOpen = last?.finding.verdict === 'unknown' && !last.finding.isVacuous;
  const right = lives.filter(({ finding }) => finding.verdict === 'valid');
  if (isOpen || right.length === 0) {
    const told = isOpen ? last : lives.find(({ finding }) => !finding.isVacuous);
    return plain((told ?? last)?.finding);
  }
  const texts = right.map(({ finding }) => finding.seen);
  return { verdict: 'valid', seen: texts.join('; then, on an empty store, '), proof: [] };
}

function plain(finding: Judged | undefined): Finding {
  const { verdict, seen, proof } = finding ?? { verdict: 'unknown', seen: 'nothing', proof: [] };
  return { verdict, seen, proof };
}
