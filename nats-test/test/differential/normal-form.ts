import type { Account, Observation, Seen } from './observation';

/*
 * What a server is free to choose is taken away here, and nowhere else:
 *
 * 1. Names. Ack inboxes, guids, and the lane that keeps sequences apart. They are random on both.
 * 2. Time, but for its order: each delivery is noted with the step that it came behind, not when.
 *    Timestamps only have to be the same each time a message comes.
 * 3. The order between subscriptions. Each has its order; what two connections get has none.
 * 4. Who in a queue group gets what, once the group has redelivered a message while it had several
 *    members. Their timers race on the real server, and each redelivery turns the group's order and its
 *    counts. From that step on only what the group as a whole got is compared, step by step, without
 *    its order. Before that, member by member.
 *
 * Two more are in how sequences are made: a burst goes out one by one where a limit of messages or
 * bytes could take some of it before they are delivered (play.ts), and no step is done near a moment
 * at which a timer may fire (schedule.ts).
 */

/** What clients saw of one step, without what a server is free to choose. */
export interface NormalStep {
  readonly step: number;
  readonly answers: readonly string[];
  /** By subscription, or by queue group: what came. */
  readonly got: Readonly<Record<string, readonly string[]>>;
}

/** Puts an account into the form in which two servers must agree. */
export function normalForm(account: Account): NormalStep[] {
  const freeGroups = new Set<string>();
  const timestamps = new Map<string, string>();
  return account.observations.map((observation) => {
    for (const { group, redelivered, members } of observation.seen) {
      if (group !== undefined && redelivered && members > 1) freeGroups.add(group);
    }
    return normalStep(observation, freeGroups, timestamps);
  });
}

function normalStep(
  { step, answers, seen }: Observation,
  freeGroups: ReadonlySet<string>,
  timestamps: Map<string, string>,
): NormalStep {
  const got: Record<string, string[]> = {};
  const free = new Set<string>();
  for (const one of seen) {
    const isFree = one.group !== undefined && freeGroups.has(one.group);
    const key = isFree ? `group ${one.group}` : one.sub;
    if (isFree) free.add(key);
    (got[key] ??= []).push(text(one) + oddTimestamp(one, timestamps));
  }
  for (const key of free) got[key]?.sort();
  return {
    step,
    answers,
    got: Object.fromEntries(Object.entries(got).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function text({ channel, sequence, data, redelivered, count }: Seen): string {
  let again = '';
  if (redelivered) again = ` again ${count}`;
  else if (count > 0) again = ` not again ${count}`;
  return `${channel} ${sequence} ${data}${again}`;
}

/** '' for a message that has the timestamp it had before. */
function oddTimestamp(
  { channel, sequence, data, timestamp }: Seen,
  timestamps: Map<string, string>,
): string {
  // After a restart the same sequence is another message.
  const key = `${channel} ${sequence} ${data}`;
  const known = timestamps.get(key) ?? timestamp;
  timestamps.set(key, known);
  return known === timestamp ? '' : ' with another timestamp';
}
