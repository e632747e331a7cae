import type { Checker, Scope } from './checker';
import { afterLost, allArrivals, arrivalsAt, GRACE_MS } from './facts/arrivals';
import { groupsByChannel, lossesIn } from './facts/losses';
import type { Facts, Identity } from './facts/facts';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/**
 * Each of several queue groups of a channel gets all events, whatever the others get.
 * @param graceMs how long an event may be under way
 */
export function groupsIndependent(graceMs = GRACE_MS, scope: Scope = 'alone'): Checker {
  return makeChecker('groups independent', (facts) =>
    scope === 'alone' ? check(facts, graceMs) : checkAmongAll(facts),
  );
}

function check(facts: Facts, graceMs: number): Judged {
  const groups = groupsOfOneChannel(facts);
  if (groups.length < 2) return vacuous('no channel with two queue groups');
  const values: Set<string>[] = [];
  for (const group of groups) {
    const arrivals = arrivalsAt(facts, group, graceMs);
    const { arrived, lost, open, heldBack } = arrivals;
    const [first] = lost;
    if (first) {
      return invalid(
        `${lost.length} of ${count(arrived.length + lost.length, 'event')} never at ${group.label}`,
        first.asked,
        first.answer,
        afterLost(arrivals, first),
      );
    }
    const missing = open.length + heldBack.length;
    if (missing > 0) return unknown(`${count(missing, 'event')} not yet at ${group.label}`);
    values.push(new Set(arrived.map(({ value }) => value)));
  }
  const [some, ...others] = values;
  const shared = [...(some ?? [])].filter((value) => others.every((set) => set.has(value)));
  if (shared.length === 0) return vacuous('no event that all groups are entitled to');
  return valid(`${count(shared.length, 'event')} at each of ${groups.length} groups`);
}

/** Of the channel that has most of them. */
function groupsOfOneChannel(facts: Facts): readonly Identity[] {
  let most: readonly Identity[] = [];
  for (const groups of groupsByChannel(facts).values()) {
    if (groups.length > most.length) most = groups;
  }
  return most;
}

/** What one group has not got though another one of the channel has; else a loss is a loss. */
function checkAmongAll(facts: Facts): Judged {
  const loss = facts.once(lossesIn).find(({ of }) => of === 'group');
  if (loss) {
    const { publication, arrivals } = loss;
    return invalid(
      `event ${publication.number} never at ${arrivals.identity.label}, though at another group`,
      publication.asked,
      publication.answer,
      afterLost(arrivals, publication),
    );
  }
  let shared = 0;
  for (const groups of groupsByChannel(facts).values()) {
    const [some, ...others] = groups.map(
      (group) => new Set(allArrivals(facts, group).arrived.map(({ value }) => value)),
    );
    for (const value of some ?? []) if (others.some((set) => set.has(value))) shared++;
  }
  if (shared === 0) return vacuous('no event that two groups of a channel are entitled to');
  return valid(`${count(shared, 'event')} at each of several groups`);
}
