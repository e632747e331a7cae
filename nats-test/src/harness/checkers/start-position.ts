import type { Checker, Finding, Scope } from './checker';
import type { Facts } from './facts/facts';
import { hasPublishedBefore, judgeStart, numbersAt, startName } from './facts/start';
import { vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { ranges } from './words';

/** So many subscriptions are told one by one. */
const NAMED_MAX = 8;

/**
 * A subscription begins where it asked to. Judged is each that was asked for when there were events
 * already; one that resumes a durable or joins a group does not begin. Events have the numbers in
 * which this history has published them.
 */
export function startPosition(scope: Scope = 'alone'): Checker {
  return makeChecker('start position', (facts) => check(facts, scope));
}

function check(facts: Facts, scope: Scope): Judged {
  const seen: string[] = [];
  let open: Finding | undefined;
  for (const identity of facts.identities) {
    if (!hasPublishedBefore(facts, identity)) continue;
    // A durable that was deleted before is another checker's.
    if (scope === 'among all' && identity.isDurable && identity.before) continue;
    const finding = judgeStart(facts, identity, scope);
    if (finding?.verdict === 'invalid') return finding;
    open ??= finding;
    if (scope === 'among all' && finding) continue;
    seen.push(`${startName(identity)}: ${ranges(numbersAt(facts, identity))}`);
  }
  if (open && (scope === 'alone' || seen.length === 0)) return open;
  if (scope === 'among all' && seen.length > NAMED_MAX) {
    return valid(`${seen.length} subscriptions, each where it asked to`);
  }
  if (seen.length === 0) return vacuous('no subscription that was asked for after an event');
  return valid(seen.join(', '));
}
