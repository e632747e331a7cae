import type { Checker, Finding } from './checker';
import type { Facts, Identity } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { judgeStart, numbersAt, publishedBefore, startName } from './facts/start';
import { invalid, unknown, valid } from './finding';
import { ranges } from './words';

/** A durable that was unsubscribed and is asked for again begins as if it had never been. */
export function durableDeleted(): Checker {
  return { name: 'durable deleted', check: (history) => check(readFacts(history)) };
}

function check(facts: Facts): Finding {
  const seen: string[] = [];
  let open: Finding | undefined;
  for (const identity of facts.identities) {
    if (!identity.isDurable || !identity.before) continue;
    const finding = judgeStart(facts, identity) ?? judgeFlags(identity);
    if (finding?.verdict === 'invalid') return finding;
    if (finding) open ??= finding;
    else if (isTelling(facts, identity, identity.before)) {
      seen.push(`${startName(identity)}: ${ranges(numbersAt(facts, identity))}`);
    }
  }
  if (open) return open;
  if (seen.length === 0) {
    return unknown('no durable that was unsubscribed and asked for again with events between');
  }
  return valid(`after the unsubscribe ${seen.join(', ')}`);
}

/** To a durable that has never been, nothing comes again. */
function judgeFlags(identity: Identity): Finding | undefined {
  for (const { sequence, steps } of identity.passages.values()) {
    const [first] = steps;
    if (first?.f === 'deliver' && first.redelivered && !identity.isGroup) {
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
