import type { Checker, Finding } from './checker';
import { afterLost, arrivalsAt } from './facts/arrivals';
import type { Facts, Identity } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { invalid, unknown, valid } from './finding';
import { count } from './words';

/**
 * Each of several queue groups of a channel gets all events, whatever the others get.
 * @param graceMs how long an event may be under way
 */
export function groupsIndependent(graceMs = 2000): Checker {
  return { name: 'groups independent', check: (history) => check(readFacts(history), graceMs) };
}

function check(facts: Facts, graceMs: number): Finding {
  const groups = groupsOfOneChannel(facts.identities);
  if (groups.length < 2) return unknown('no channel with two queue groups');
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
  if (shared.length === 0) return unknown('no event that all groups are entitled to');
  return valid(`${count(shared.length, 'event')} at each of ${groups.length} groups`);
}

/** Of the channel that has most of them. */
function groupsOfOneChannel(identities: readonly Identity[]): readonly Identity[] {
  const byChannel = new Map<string, Identity[]>();
  for (const identity of identities) {
    if (!identity.isGroup) continue;
    const groups = byChannel.get(identity.channel) ?? [];
    groups.push(identity);
    byChannel.set(identity.channel, groups);
  }
  let most: readonly Identity[] = [];
  for (const groups of byChannel.values()) if (groups.length > most.length) most = groups;
  return most;
}
