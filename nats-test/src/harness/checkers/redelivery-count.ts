import type { Checker } from './checker';
import { wrongCount } from './facts/counts';
import type { Facts } from './facts/facts';
import { vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { findWrongFlag } from './redelivery-flag';
import { count } from './words';

/** Redeliveries of an event are counted from 1, until the server is started again. */
export function redeliveryCount(): Checker {
  return makeChecker('redelivery count', check);
}

function check(facts: Facts): Judged {
  let counted = 0;
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      const again = passage.steps.filter((step) => step.f === 'deliver' && step.redelivered);
      if (again.length === 0) continue;
      counted += again.length;
      const wrong = wrongCount(facts, identity, passage);
      // Where a flag is wrong, nobody knows what was to be counted.
      if (wrong && !findWrongFlag(facts, identity, passage, 'alone')) return wrong;
    }
  }
  if (counted === 0) return vacuous('nothing that came again');
  return valid(`${count(counted, 'redelivery', 'redeliveries')}, counted as they came`);
}
