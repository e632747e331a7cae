import type { CrashMoment, Delivered, Entry, History } from '../history';

/** An entry of one kind. */
export type EntryOf<F extends Entry['f']> = Extract<Entry, { f: F }>;

/** What the listener printed, or how the state looks: it stands below what happened. */
export type Note = EntryOf<'said'> | EntryOf<'state'>;
/** Everything else. */
export type Act = Exclude<Entry, Note>;

/** What is told in one sentence, and what stands below it. */
export interface Beat {
  readonly acts: readonly [Act, ...Act[]];
  readonly notes: readonly Note[];
}

/**
 * The history in pieces that are told in one sentence each: a delivery with what became of it, a
 * start with its subscriptions.
 * @returns also the notes before the first beat
 */
export function beatsOf(history: History): { readonly before: readonly Note[]; beats: Beat[] } {
  const before: Note[] = [];
  const beats: { acts: [Act, ...Act[]]; notes: Note[] }[] = [];
  for (const entry of history) {
    const beat = beats.at(-1);
    if (entry.f === 'said' || entry.f === 'state') (beat?.notes ?? before).push(entry);
    else if (beat && belongsTo(beat.acts, entry)) beat.acts.push(entry);
    else beats.push({ acts: [entry], notes: [] });
  }
  return { before, beats };
}

function belongsTo(acts: readonly [Act, ...Act[]], next: Act): boolean {
  if (acts.some(isOfServerRestart)) return isOfServerRestart(next) || isStart(next);
  const last = acts.at(-1) ?? acts[0];
  if (last.f === 'delivered') return isEndOf(last, next);
  // A crash before a delivery is the way in which that delivery gets lost.
  if (last.f === 'delivery lost') return isCrashDuring(next, last, 'before delivery');
  if (last.f === 'acked') return isCrashDuring(next, last, 'after ack');
  if (last.f === 'waited') return next.f === 'waited';
  if (acts[0].f === 'stopped') return isStart(next) && isOf(next, acts[0].member, last.f);
  return isStart(last) && isStart(next);
}

function isEndOf(delivery: Delivered, next: Act): boolean {
  return next.f === 'acked' || next.f === 'ack lost' || next.f === 'held'
    ? isSameDelivery(delivery, next)
    : isCrashDuring(next, delivery, 'while handling', 'before ack');
}

/** The same listener comes back: a start, then its subscriptions. */
function isOf(next: Act, member: string, last: Act['f']): boolean {
  if (next.f === 'started') return last === 'stopped' && next.again && next.member === member;
  return next.f === 'subscribed' && last !== 'stopped' && next.member === member;
}

function isStart(act: Act): boolean {
  return act.f === 'started' || act.f === 'subscribed';
}

function isOfServerRestart(act: Act): boolean {
  return act.f === 'server restarted' || (act.f === 'crashed' && act.when === 'server restarted');
}

function isCrashDuring(act: Act, delivery: Delivered, ...moments: CrashMoment[]): boolean {
  return (
    act.f === 'crashed' &&
    moments.includes(act.when) &&
    act.member === delivery.member &&
    (act.during === undefined || isSameDelivery(act.during, delivery))
  );
}

function isSameDelivery(a: Delivered, b: Delivered): boolean {
  return a.member === b.member && keyOf(a) === keyOf(b);
}

/** Tells messages of all channels apart. */
export function keyOf({ channel, sequence }: { channel: string; sequence: number }): string {
  return `${channel}#${sequence}`;
}
