import type { Checker, Finding, Scope } from './checker';
import type { Facts, Identity } from './facts/facts';
import { judgeStart, numbersAt, publishedBefore, startName } from './facts/start';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { ranges } from './words';

/** A durable that was unsubscribed and is asked for again begins as if it had never been. */
export function durableDeleted(scope: Scope = 'alone'): Checker {
  return makeChecker('durable deleted', (facts) => check(facts, scope));
}

function check(facts: Facts, scope: Scope): Judged {
  const seen: string[] = [];
  let open: Finding | undefined;
  for (const identity of facts.identities) {
    if (!identity.isDurable || !identity.before) continue;
    const finding = judgeStart(facts, identity, scope) ?? judgeFlags(facts, identity);
    if (finding?.verdict === 'invalid') return finding;
    if (finding) open ??= finding;
    else if (isTelling(facts, identity, identity.before)) {
      seen.push(`${startName(identity)}: ${ranges(numbersAt(facts, identity))}`);
    }
  }
  if (open && (scope === 'alone' || seen.length === 0)) return open;
  if (seen.length === 0) {
    return vacuous('no durable that was unsubscribed and asked for again with events between');
  }
  return valid(`after the unsubscribe ${seen.join(', ')}`);
}

/** To a durable that has never been, nothing comes again. */
function judgeFlags(facts: Facts, identity: Identity): Finding | undefined {
  for (const { sequence, steps } of identity.passages.values()) {
    const [first] = steps;
    if (first?.f === 'deliver' && first.redelivered && !identity.isGroup) {
      const published = facts.publications.get(first.value)?.asked;
      if (published && facts.upheavals.isBetween(published, first)) continue;
      // Another start of the durable may have been sent it before.
      if (identity.members[0]?.name !== first.subscription) continue;
      const left = identity.before?.endAsked;
      return invalid(`event ${sequence} flagged though it came first`, left, first);
    }
  }
  return undefined;
}

/** Whether a server that had kept the durable would have shown something else. */
function isTelling(facts: Facts, identity: Identity, before: Identity): boolean {
  const isNewOnly = identity.members[0]?.terms.start === undefined;
  return publishedBefore(facts, identity).some(({ sequence }) => {
    const passage = sequence === undefined ? undefined : before.passages.get(sequence);
    const wasAcked = passage?.steps.some(({ f }) => f === 'ack') ?? false;
    return isNewOnly ? !wasAcked : wasAcked;
  });
}
