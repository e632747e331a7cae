import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/base/log';
import { virtualClock } from '../../../src/base/virtual-clock';
import { StartPosition, type SubscriptionRequest } from '../../../src/protocol/streaming/messages';
import { MemoryStore } from '../../../src/server/stores/memory/memory-store';
import type { MsgStore } from '../../../src/server/stores/store';
import { isStartPosition, startOf } from '../../../src/server/streaming/start-position';
import { append } from '../../stores/stored-messages';

const NOW_NS = 1_795_250_772_941_999_238n;
const SECOND_NS = 1_000_000_000n;

/** Messages of 5, 4, 3, 2 and 1 s ago, of which the first ones may have been pushed out. */
function fiveMessages(msgsMax = 0): MsgStore {
  const msgs = noMessages(msgsMax);
  for (const ago of [5n, 4n, 3n, 2n, 1n]) append(msgs, { timestampNs: NOW_NS - ago * SECOND_NS });
  return msgs;
}

function noMessages(msgsMax = 0): MsgStore {
  const log = createLog(() => {}, { debug: false, trace: false });
  const limits = {
    channelsMax: 0,
    subscriptionsMax: 0,
    msgsMax,
    bytesMax: 0,
    ageMsMax: 0,
    inactivityMsMax: 0,
  };
  const channel = new MemoryStore(limits, virtualClock(), log).createChannel('a');
  if (!channel) throw new Error('no channel');
  return channel.msgs;
}

/** The sequence that a subscription gets first. */
function firstFor(msgs: MsgStore, asked: Partial<SubscriptionRequest>): number {
  const request: SubscriptionRequest = {
    clientID: 'client',
    subject: 'a',
    qGroup: '',
    inbox: '_INBOX.x',
    maxInFlight: 1,
    ackWaitInSecs: 1,
    durableName: '',
    startPosition: StartPosition.newOnly,
    startSequence: 0,
    startTimeDelta: 0,
    ...asked,
  };
  return startOf(request, msgs, NOW_NS).lastSent + 1;
}

const sequence = (startSequence: number): Partial<SubscriptionRequest> => ({
  startPosition: StartPosition.sequence,
  startSequence,
});

const secondsAgo = (seconds: number): Partial<SubscriptionRequest> => ({
  startPosition: StartPosition.timeDelta,
  startTimeDelta: seconds * 1e9,
});

describe('in a channel of five messages', () => {
  it.each<[string, Partial<SubscriptionRequest>, number]>([
    ['new only', { startPosition: StartPosition.newOnly }, 6],
    ['the last received', { startPosition: StartPosition.lastReceived }, 5],
    ['the first', { startPosition: StartPosition.first }, 1],
    ['sequence 0', sequence(0), 1],
    ['sequence 1', sequence(1), 1],
    ['sequence 3', sequence(3), 3],
    ['sequence 5', sequence(5), 5],
    ['sequence 6', sequence(6), 6],
    ['sequence 1,000', sequence(1000), 6],
    ['2.5 s ago', secondsAgo(2.5), 4],
    ['3 s ago, to the nanosecond', secondsAgo(3), 3],
    ['an hour ago', secondsAgo(3600), 1],
    ['now', secondsAgo(0), 6],
    ['a time in the future', secondsAgo(-60), 6],
  ])('%s', (_name, asked, first) => {
    expect(firstFor(fiveMessages(), asked)).toBe(first);
  });
});

describe('in a channel whose first three messages were pushed out', () => {
  it.each<[string, Partial<SubscriptionRequest>, number]>([
    ['the first', { startPosition: StartPosition.first }, 4],
    ['sequence 1', sequence(1), 4],
    ['sequence 4', sequence(4), 4],
    ['an hour ago', secondsAgo(3600), 4],
    ['new only', { startPosition: StartPosition.newOnly }, 6],
  ])('%s', (_name, asked, first) => {
    expect(firstFor(fiveMessages(2), asked)).toBe(first);
  });
});

describe('in an empty channel', () => {
  it.each<[string, Partial<SubscriptionRequest>]>([
    ['new only', { startPosition: StartPosition.newOnly }],
    ['the last received', { startPosition: StartPosition.lastReceived }],
    ['the first', { startPosition: StartPosition.first }],
    ['sequence 0', sequence(0)],
    ['sequence 5', sequence(5)],
    ['an hour ago', secondsAgo(3600)],
    ['a time in the future', secondsAgo(-60)],
  ])('%s is the first message to come', (_name, asked) => {
    expect(firstFor(noMessages(), asked)).toBe(1);
  });
});

describe('isStartPosition', () => {
  it('knows the five there are', () => {
    expect([-1, 0, 1, 2, 3, 4, 5].filter(isStartPosition)).toEqual([0, 1, 2, 3, 4]);
  });
});
