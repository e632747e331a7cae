import type { History } from '../history';
import type { Beat } from './beats';
import { eventsNamed, listed } from './words';

/** A beat in words. */
export interface Moment {
  readonly text: string;
  readonly notes: Beat['notes'];
  /** It is about an event that nothing ever happened to. */
  readonly calm?: Calm;
}

export interface Calm {
  readonly event: number;
  readonly what: 'published' | 'handled';
}

/** Fewer of them are read as quickly as their summary, and say more. */
const FOLDED_MIN = 8;

/** The events that were delivered once, acknowledged, and nothing else. */
export function calmEvents(history: History): ReadonlySet<number> {
  const fates = new Map<number, string[]>();
  for (const it of history) {
    const event = it.f === 'crashed' ? it.during?.event : 'event' in it ? it.event : undefined;
    if (event === undefined || event === 0) continue;
    const fate = it.f === 'delivered' && it.redelivered ? 'redelivered' : it.f;
    fates.set(event, [...(fates.get(event) ?? []), fate]);
  }
  const calm = [...fates].filter(([, fate]) => fate.join() === 'published,delivered,acked');
  return new Set(calm.map(([event]) => event));
}

/** Whether a beat is no more than the publishing, or the handling, of such an event. */
export function calmOf({ acts }: Beat, calm: ReadonlySet<number>): Calm | undefined {
  const [act, end, more] = acts;
  if (act.f === 'published' && calm.has(act.event)) return { event: act.event, what: 'published' };
  if (act.f === 'delivered' && calm.has(act.event) && end?.f === 'acked' && more === undefined) {
    return { event: act.event, what: 'handled' };
  }
  return undefined;
}

/** Tells a long row of calm moments in one sentence. */
export function foldCalm(moments: readonly Moment[]): Moment[] {
  const folded: Moment[] = [];
  let row: Moment[] = [];
  const endRow = (): void => {
    folded.push(...(row.length >= FOLDED_MIN ? [summarize(row)] : row));
    row = [];
  };
  for (const moment of moments) {
    if (moment.calm) row.push(moment);
    else {
      endRow();
      folded.push(moment);
    }
  }
  endRow();
  return folded;
}

function summarize(row: readonly Moment[]): Moment {
  const of = (what: Calm['what']): number[] =>
    row.flatMap(({ calm }) => (calm?.what === what ? [calm.event] : []));
  const published = new Set(of('published'));
  const handled = new Set(of('handled'));
  const parts = [
    {
      events: [...published].filter((it) => handled.has(it)),
      words: 'published, handled, acknowledged',
    },
    { events: [...published].filter((it) => !handled.has(it)), words: 'published' },
    { events: [...handled].filter((it) => !published.has(it)), words: 'handled, acknowledged' },
  ].filter(({ events }) => events.length > 0);
  const states = row.flatMap(({ notes }) => notes.filter(({ f }) => f === 'state'));
  return {
    text: listed(
      parts.map(({ events, words }) => `${eventsNamed(events)}: ${words}`),
      'and',
    ),
    notes: states.slice(-1),
  };
}
