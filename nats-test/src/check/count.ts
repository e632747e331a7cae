import type { Delivered, Entry, History } from './history';
import { NOTHING_EXPLORED, type Explored } from './verdict';

/** What happened in one schedule, in numbers. */
export function count(history: History): Explored {
  const of = (f: Entry['f']): number => history.filter((entry) => entry.f === f).length;
  const crashes = history.filter(
    (entry) => entry.f === 'crashed' && entry.when !== 'server restarted',
  ).length;
  return {
    ...NOTHING_EXPLORED,
    ...countDeliveries(history),
    schedules: 1,
    crashes,
    lostAcks: of('ack lost'),
    listenerRestarts: history.filter((it, i) => it.f === 'stopped' && isBack(history, i)).length,
    serverRestarts: of('server restarted'),
  };
}

/** Both together. */
export function addUp(one: Explored, other: Explored): Explored {
  const keys = Object.keys(NOTHING_EXPLORED) as (keyof Explored)[];
  return Object.fromEntries(keys.map((key) => [key, one[key] + other[key]])) as unknown as Explored;
}

type Deliveries = Pick<Explored, 'deliveries' | 'redeliveries' | 'overlaps' | 'reorderings'>;

function countDeliveries(history: History): Deliveries {
  let [deliveries, redeliveries, overlaps, reorderings] = [0, 0, 0, 0];
  const seen = new Set<number>();
  const open = new Set<string>();
  for (const entry of history) {
    if (entry.f === 'delivered') {
      deliveries++;
      const isFirst = !seen.has(entry.event);
      if (entry.redelivered || !isFirst) redeliveries++;
      if (open.size > 0) overlaps++;
      if (isFirst && [...seen].some((other) => other > entry.event)) reorderings++;
      seen.add(entry.event);
      open.add(keyOf(entry));
    } else if (entry.f === 'acked' || entry.f === 'ack lost') {
      open.delete(keyOf(entry));
    } else if (entry.f === 'crashed' || entry.f === 'stopped') {
      for (const key of open) if (key.startsWith(`${entry.member} `)) open.delete(key);
    }
  }
  return { deliveries, redeliveries, overlaps, reorderings };
}

function keyOf({ member, channel, sequence }: Delivered): string {
  return `${member} ${channel} ${sequence}`;
}

function isBack(history: History, from: number): boolean {
  const stopped = history[from];
  return history
    .slice(from)
    .some((it) => it.f === 'started' && stopped?.f === 'stopped' && it.member === stopped.member);
}
