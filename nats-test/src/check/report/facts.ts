import type { Entry, History, Subscribed } from '../history';
import { arrivalsOf, type Arrival } from './arrivals';
import { keyOf } from './beats';

/** What happened to a listener that tells which pattern would have helped. */
export interface Facts {
  readonly subscriptions: readonly Subscribed[];
  readonly members: number;
  /** It crashed, or was stopped and started again, or the server was. */
  readonly isRestarted: boolean;
  readonly isCrashed: boolean;
  /** An event was finished and came again. */
  readonly isHandledTwice: boolean;
  /** An event was left in the middle, and came again. */
  readonly isLeftHalfDone: boolean;
  /** An event came again while it was still being handled. */
  readonly isRepeatedMeanwhile: boolean;
  /** An event came while another one was still being handled. */
  readonly isOverlapped: boolean;
  /** An event came, or came again, or was finished, after a later one. */
  readonly isOutOfOrder: boolean;
  /** A crash followed an ack before anything was saved, and the event never came again. */
  readonly isCrashedAfterAck: boolean;
  /** An event came for the first time, and was marked as redelivered. */
  readonly isFlaggedAtFirst: boolean;
  /** An event went to a channel that nobody listens to. */
  readonly isUnheard: boolean;
  /** An event never reached the listener. */
  readonly isMissed: boolean;
  /** The server sent what it had the ack of, as if it were new. */
  readonly isReplayed: boolean;
  readonly isUnsubscribed: boolean;
  readonly isAnythingAcked: boolean;
  /** What the state looks like is known. */
  readonly isStateShown: boolean;
}

export function factsOf(history: History): Facts {
  const arrivals = arrivalsOf(history);
  const again = (it: Arrival): Arrival[] =>
    arrivals.filter((other) => other.key === it.key && other.at > it.at);
  const acked = history.flatMap((it, at) => (it.f === 'acked' ? [{ key: keyOf(it), at }] : []));
  return {
    subscriptions: history.filter((it) => it.f === 'subscribed'),
    members: new Set(history.flatMap((it) => ('member' in it ? [it.member] : []))).size,
    isRestarted: history.some((it) => it.f === 'started' && it.again),
    isCrashed: history.some(({ f }) => f === 'crashed'),
    isHandledTwice: arrivals.some((it) => isFinished(it) && again(it).length > 0),
    isLeftHalfDone: arrivals.some((it) => it.end === 'while handling' && again(it).length > 0),
    isRepeatedMeanwhile: overlaps(arrivals, (a, b) => a.key === b.key),
    isOverlapped: overlaps(arrivals, (a, b) => a.key !== b.key),
    isOutOfOrder: arrivals.some((it) => arrivals.some((other) => overtakes(other, it))),
    isCrashedAfterAck: arrivals.some(
      (it) =>
        (it.end === 'after ack' || it.end === 'acked') &&
        again(it).length === 0 &&
        mayBeUnsaved(history, it),
    ),
    isFlaggedAtFirst: arrivals.some(
      (it) =>
        it.redelivered && arrivals.every((other) => other.key !== it.key || other.at >= it.at),
    ),
    isUnheard: isUnheard(history),
    isMissed: isMissed(history, arrivals),
    isReplayed: arrivals.some(
      (it) => !it.redelivered && acked.some(({ key, at }) => key === it.key && at < it.at),
    ),
    isUnsubscribed: history.some((it) => it.f === 'unsubscribed'),
    isAnythingAcked: history.some((it) => it.f === 'acked' || it.f === 'ack lost'),
    isStateShown: history.some(({ f }) => f === 'state'),
  };
}

/**
 * Whether a crash may have come between the ack and the change: up to it the state, which was known
 * before, did not change; where the state can't be seen, it came right after the ack.
 */
function mayBeUnsaved(history: History, { end, at, member }: Arrival): boolean {
  const crash = history.findIndex(
    (it, i) => i > at && it.f === 'crashed' && it.when !== 'before ack' && it.member === member,
  );
  const isState = ({ f }: Entry): boolean => f === 'state';
  if (crash === -1) return false;
  if (!history.slice(0, at).some(isState)) return end === 'after ack';
  // What is told right after the crash is how it was in that moment.
  return !history.slice(at, crash + 2).some(isState);
}

/** The listener thought that it was done. */
function isFinished({ end }: Arrival): boolean {
  return end === 'acked' || end === 'ack lost' || end === 'before ack' || end === 'after ack';
}

/** Only what was acknowledged in the end was really at work: a listener may leave an event alone. */
function overlaps(
  arrivals: readonly Arrival[],
  isPair: (a: Arrival, b: Arrival) => boolean,
): boolean {
  return arrivals.some(
    (a) =>
      (a.end === 'acked' || a.end === 'ack lost') &&
      arrivals.some((b) => isPair(a, b) && b.at > a.at && b.at < a.endAt),
  );
}

/** Whether the first, which was published later, has come or was finished before the other. */
function overtakes(first: Arrival, other: Arrival): boolean {
  if (first.event <= other.event || other.event === 0) return false;
  const areAcked = first.end === 'acked' && other.end === 'acked';
  return first.at < other.at || (areAcked && first.endAt < other.endAt);
}

function isMissed(history: History, arrivals: readonly Arrival[]): boolean {
  const arrived = new Set(arrivals.map(({ key }) => key));
  const channels = new Set(history.flatMap((it) => (it.f === 'subscribed' ? [it.channel] : [])));
  return history.some(
    (it) =>
      it.f === 'published' && it.event > 0 && channels.has(it.channel) && !arrived.has(keyOf(it)),
  );
}

function isUnheard(history: History): boolean {
  const channels = new Set(history.flatMap((it) => (it.f === 'subscribed' ? [it.channel] : [])));
  return history.some((it) => it.f === 'published' && it.event > 0 && !channels.has(it.channel));
}
