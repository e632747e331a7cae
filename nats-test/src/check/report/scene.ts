import type { Delivered, History } from '../history';
import { keyOf } from './beats';

/** Whom and what a story is about, by the names that are used in it. */
export interface Scene {
  /** `the listener` where there is one, else `listener A`. */
  readonly who: (member: string) => string;
  /** `event 1`, `the poison event`. */
  readonly nameOf: (message: Pick<Delivered, 'channel' | 'sequence' | 'event'>) => string;
  readonly members: readonly string[];
}

export function sceneOf(history: History): Scene {
  const members = [...new Set(history.flatMap((it) => ('member' in it ? [it.member] : [])))].sort();
  const names = namesOfOthers(history, members);
  return {
    members,
    who: (member) => (members.length > 1 ? `listener ${member}` : 'the listener'),
    nameOf: ({ channel, sequence, event }) =>
      event > 0
        ? `event ${event}`
        : (names.get(keyOf({ channel, sequence })) ?? `message ${sequence} of ${channel}`),
  };
}

/** What was published beside the events: by the check that is poison, or it is the listener's own. */
function namesOfOthers(history: History, members: readonly string[]): Map<string, string> {
  const others = history.filter((it) => it.f === 'published' && it.event === 0);
  const names = new Map<string, string>();
  let poison = 0;
  const poisonCount = others.filter(
    (it) => it.f === 'published' && !members.includes(it.by),
  ).length;
  for (const it of others) {
    if (it.f !== 'published' || members.includes(it.by)) continue;
    poison++;
    names.set(keyOf(it), poisonCount === 1 ? 'the poison event' : `poison event ${poison}`);
  }
  return names;
}
