import type { Checker, Finding } from './checker';
import type { Facts } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { judgeStart, numbersAt, publishedBefore, startName } from './facts/start';
import { unknown, valid } from './finding';
import { ranges } from './words';

/**
 * A subscription begins where it asked to. Judged is each that was asked for when there were events
 * already; one that resumes a durable or joins a group does not begin. Events have the numbers in
 * which this history has published them.
 */
export function startPosition(): Checker {
  return { name: 'start position', check: (history) => check(readFacts(history)) };
}

function check(facts: Facts): Finding {
  const seen: string[] = [];
  let open: Finding | undefined;
  for (const identity of facts.identities) {
    if (publishedBefore(facts, identity).length === 0) continue;
    const finding = judgeStart(facts, identity);
    if (finding?.verdict === 'invalid') return finding;
    open ??= finding;
    seen.push(`${startName(identity)}: ${ranges(numbersAt(facts, identity))}`);
  }
  if (open) return open;
  if (seen.length === 0) return unknown('no subscription that was asked for after an event');
  return valid(seen.join(', '));
}
