import { PUBLISHER, type Delivered, type History } from '../history';
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
  const names = namesOfPoison(history);
  return {
    members,
    who: (member) => (members.length > 1 ? `listener ${member}` : 'the listener'),
    nameOf: ({ channel, sequence, event }) =>
      event > 0
        ? `event ${event}`
        : (names.get(keyOf({ channel, sequence })) ?? `message ${sequence} of ${channel}`),
  };
}

/** What the check has published that is none of the events. */
function namesOfPoison(history: History): Map<string, string> {
  const poison = history.flatMap((it) =>
    it.f === 'published' && it.event === 0 && it.by === PUBLISHER ? [it] : [],
  );
  const nameOf = (i: number): string =>
    poison.length === 1 ? 'the poison event' : `poison event ${i + 1}`;
  return new Map(poison.map((it, i) => [keyOf(it), nameOf(i)]));
}
