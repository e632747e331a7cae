import type { Checker, Scope } from './checker';
import type { Delivery, Facts, Identity, Passage } from './facts/facts';
import { mayBeFlagged, mayBeUnderWay } from './facts/first-flagged';
import { isAtTwo } from './facts/repeats';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/**
 * The flag `redelivered` is set on all deliveries of an event but the first. That two members of a
 * queue group get it as new at the same time is another checker's.
 */
export function redeliveryFlag(): Checker {
  return makeChecker('redelivery flag', check);
}

function check(facts: Facts): Judged {
  let flagged = 0;
  let first = 0;
  for (const identity of facts.identities) {
    for (const passage of identity.passages.values()) {
      const wrong = findWrongFlag(facts, identity, passage, 'among all');
      if (wrong) return wrong;
      for (const step of passage.steps) {
        if (step.f !== 'deliver') continue;
        if (step.redelivered) flagged++;
        else first++;
      }
    }
  }
  if (flagged + first === 0) return vacuous('nothing that came');
  const news = count(first, 'first delivery', 'first deliveries');
  return valid(`${news} without the flag, ${flagged} again with it`);
}

/** The flag is set on all deliveries but the first. */
export function findWrongFlag(
  facts: Facts,
  identity: Identity,
  passage: Passage,
  scope: Scope,
): Judged | undefined {
  let asNew: Delivery | undefined;
  let first: Delivery | undefined;
  for (const step of passage.steps) {
    if (step.f !== 'deliver') continue;
    first ??= step;
    if (step.redelivered) continue;
    // Whoever was killed may not have noted down that he had sent it.
    const isForgotten = asNew && facts.upheavals.isBetween(asNew, step);
    if (asNew && !identity.isUncertain && !isForgotten) {
      if (scope === 'among all' && isAtTwo(facts, identity, asNew, step)) continue;
      return invalid(`event ${step.sequence} again without the flag`, asNew, step);
    }
    asNew ??= step;
  }
  if (!first?.redelivered) return undefined;
  if (scope === 'among all' && isOthers(facts, identity, first)) return undefined;
  const may = mayBeFlagged(facts, identity, first);
  if (may === 'yes') return undefined;
  if (may === 'perhaps' && (asNew || mayBeUnderWay(facts, identity, first))) return undefined;
  const published = facts.publications.get(first.value)?.asked;
  return invalid(`event ${first.sequence} flagged though it came first`, published, first);
}

/** It may have been sent before to one who was closed, or in the life before of a durable. */
function isOthers(facts: Facts, identity: Identity, { value }: Delivery): boolean {
  if (identity.isDurable && identity.before) return true;
  const published = facts.publications.get(value)?.asked.index ?? 0;
  return identity.isGroup && facts.company(identity).firstEndedIndex < published;
}
