import { PUBLISHER, type Entry, type History } from '../history';
import type { CheckFailure } from '../verdict';
import { factsOf, type Facts } from './facts';
import { PATTERNS, type Remedy } from './patterns';

/** More than that is no advice. */
const REMEDIES_MAX = 3;

/**
 * Which pattern would mend the listener, the best first: what the kind of the failure asks for, and
 * what fits what happened.
 * @returns none when nothing of what happened explains it
 */
export function remediesOf({
  kind,
  history,
}: Pick<CheckFailure, 'kind' | 'history'>): readonly Remedy[] {
  return [...new Set(remediesFor(kind, history, factsOf(history)))].slice(0, REMEDIES_MAX);
}

function remediesFor(kind: CheckFailure['kind'], history: History, facts: Facts): Remedy[] {
  switch (kind) {
    case 'invariant': {
      const remedies = [...remediesOfLoss(facts), ...remediesOfState(facts)];
      return remedies.length === 0 ? remediesOfRest(facts) : remedies;
    }
    case 'threw':
      return remediesOfThrow(history);
    case 'exited':
      return remediesOfExit(history);
    case 'never acked':
      return remediesOfNoAck(history, facts);
    case 'ack wait too short':
      return [PATTERNS.ackWait, PATTERNS.idempotencyAtOnce];
    case 'client ID taken':
      return remediesOfClientId(history, facts);
    case 'start failed':
      return isClientIdTaken(history) ? remediesOfClientId(history, facts) : [PATTERNS.startAgain];
    case 'not closed':
      return [PATTERNS.closeOnStop];
    case 'stop failed':
      return [PATTERNS.stopInTime];
  }
}

/** Events that never came, or came once more after they had been acknowledged. */
function remediesOfLoss(facts: Facts): Remedy[] {
  const { subscriptions, isMissed, isReplayed, isRestarted, isUnsubscribed } = facts;
  if (!isMissed && !isReplayed) return [];
  if (isUnsubscribed) return [PATTERNS.close];
  const isDurable = subscriptions.every(({ durable }) => durable !== '');
  if (!isDurable && isReplayed) return [PATTERNS.durableAgainstReplay];
  if (!isDurable && isRestarted) return [PATTERNS.durable];
  const isAll = subscriptions.every(({ start }) => start === 'first');
  return isMissed && !isAll ? [PATTERNS.deliverAll] : [];
}

/** All events came, but the state is not what they should have made of it. */
function remediesOfState(facts: Facts): Remedy[] {
  const { isHandledTwice, isRepeatedMeanwhile, isOverlapped, isOutOfOrder } = facts;
  const isOneInFlight = facts.subscriptions.every(({ maxInFlight }) => maxInFlight === 1);
  // It keeps order in one channel alone, and whatever is finished may come again all the same.
  const isOneChannel = new Set(facts.subscriptions.map(({ channel }) => channel)).size <= 1;
  const helps = isOneChannel && !(isHandledTwice && !isOverlapped);
  const canBeOneInFlight = helps && (!isOneInFlight || facts.members > 1);
  return [
    ...(facts.isCrashedAfterAck ? [PATTERNS.ackLast] : []),
    ...(facts.isLeftHalfDone ? [PATTERNS.oneTransaction] : []),
    ...(isRepeatedMeanwhile ? [PATTERNS.idempotencyAtOnce] : []),
    ...(isHandledTwice && !isRepeatedMeanwhile ? [PATTERNS.idempotency] : []),
    ...(facts.isLeftHalfDone && !isHandledTwice ? [PATTERNS.idempotency] : []),
    ...(isOverlapped ? [PATTERNS.lock] : []),
    ...(isOutOfOrder ? [PATTERNS.version] : []),
    ...(isOutOfOrder && facts.isFlaggedAtFirst ? [PATTERNS.noTrustInFlag] : []),
    ...((isOverlapped || isOutOfOrder) && canBeOneInFlight ? [PATTERNS.oneInFlight] : []),
    // Nobody can see whether it was the database or the memory that was behind.
    ...(facts.isCrashedAfterAck && !facts.isStateShown ? [PATTERNS.stateInMemory] : []),
  ];
}

/** What is left when nothing else explains it. */
function remediesOfRest(facts: Facts): Remedy[] {
  const { isRestarted, isFlaggedAtFirst, isUnheard, isMissed } = facts;
  if (isMissed) return [];
  return [
    ...(isRestarted ? [PATTERNS.stateInMemory] : []),
    // Nobody can see whether what was acknowledged had been saved.
    ...(isRestarted && facts.isCrashed && !facts.isStateShown ? [PATTERNS.ackLast] : []),
    ...(isFlaggedAtFirst ? [PATTERNS.noTrustInFlag] : []),
    // Else the first, calm run would have failed already.
    ...(isUnheard && !isRestarted ? [PATTERNS.subscribeToAll] : []),
  ];
}

function remediesOfThrow(history: History): Remedy[] {
  const at = history.findIndex(({ f }) => f === 'threw');
  const before = lastAct(history.slice(0, at));
  if (at !== -1 && !isAtWork(before)) return [PATTERNS.listenToErrors, PATTERNS.catchInHandler];
  return [PATTERNS.catchInHandler, PATTERNS.park];
}

function remediesOfExit(history: History): Remedy[] {
  const at = history.findIndex(({ f }) => f === 'exited');
  return [isAtWork(lastAct(history.slice(0, at))) ? PATTERNS.noExit : PATTERNS.noExitOnClose];
}

function lastAct(history: History): Entry | undefined {
  return history.findLast(({ f }) => f !== 'said' && f !== 'state');
}

/** Whether what comes next comes from a handler, as far as one can tell. */
function isAtWork(before: Entry | undefined): boolean {
  return (
    before?.f === 'delivered' ||
    before?.f === 'held' ||
    before?.f === 'acked' ||
    before?.f === 'ack lost'
  );
}

function remediesOfNoAck(history: History, facts: Facts): Remedy[] {
  const isPoison = history.some(
    (it) => it.f === 'published' && it.event === 0 && it.by === PUBLISHER && !isAcked(history, it),
  );
  return [
    // A listener that waits for the version before it never gets it.
    ...remediesOfLoss(facts),
    ...(isPoison ? [PATTERNS.park] : []),
    ...(isPoison && facts.isAnythingAcked
      ? []
      : [facts.isAnythingAcked ? PATTERNS.ackEverywhere : PATTERNS.ackAtAll]),
    ...(isPoison ? [] : [PATTERNS.moreTime]),
  ];
}

function isAcked(
  history: History,
  { channel, sequence }: { channel: string; sequence: number },
): boolean {
  return history.some(
    (it) => it.f === 'acked' && it.channel === channel && it.sequence === sequence,
  );
}

function remediesOfClientId(history: History, facts: Facts): Remedy[] {
  const refused = history.findLastIndex(({ f }) => f === 'refused');
  const entry = history[refused];
  const hadLife = history
    .slice(0, refused === -1 ? undefined : refused)
    .some(
      (it) =>
        (it.f === 'crashed' || it.f === 'stopped') &&
        (entry?.f !== 'refused' || it.member === entry.member),
    );
  if (!hadLife && facts.members > 1) return [PATTERNS.ownClientId];
  const isGroup =
    facts.subscriptions.length > 0 && facts.subscriptions.every(({ queue }) => queue !== '');
  return [PATTERNS.closeOnStop, ...(isGroup ? [PATTERNS.freshClientId] : [])];
}

function isClientIdTaken(history: History): boolean {
  return history.some((it) => it.f === 'refused' && it.error.includes('clientID already'));
}
