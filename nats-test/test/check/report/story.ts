import type { CrashMoment, Delivered, Entry, Subscribed } from '../../../src/check/history';

/** The course's account: at the end 10 are left. */
export const DEPOSIT_70 = { type: 'deposit', amount: 70, version: 1 };
export const DEPOSIT_40 = { type: 'deposit', amount: 40, version: 2 };
export const WITHDRAW_100 = { type: 'withdraw', amount: 100, version: 3 };
const EVENTS: readonly unknown[] = [DEPOSIT_70, DEPOSIT_40, WITHDRAW_100];

const CHANNEL = 'accounts';

function message(event: number, member: string): Delivered {
  return { member, channel: CHANNEL, sequence: event, event, label: labelOf(event) };
}

function labelOf(event: number): string {
  return JSON.stringify(EVENTS[event - 1] ?? { type: 'deposit', amount: 1, version: event });
}

const DURABLE_GROUP: Subscribed = {
  channel: CHANNEL,
  queue: 'payments',
  durable: 'payments',
  ackWaitMs: 30_000,
  maxInFlight: 16384,
  start: 'first',
};

/** Entries of a history, as the check records them; each event has the sequence of its number. */
export const published = (event: number): Entry => ({
  ...{ f: 'published', event, channel: CHANNEL, sequence: event },
  ...{ label: labelOf(event), by: 'publisher' },
});

export const poison = (sequence: number, by = 'publisher'): Entry => ({
  ...{ f: 'published', event: 0, channel: CHANNEL, sequence },
  ...{ label: 'not JSON', by },
});

export const started = (member = 'A'): Entry => ({ f: 'started', member, again: false });
export const startedAgain = (member = 'A'): Entry => ({ f: 'started', member, again: true });

export const subscribed = (terms: Partial<Subscribed> = {}, member = 'A'): Entry => ({
  ...{ f: 'subscribed', member },
  ...{ ...DURABLE_GROUP, ...terms },
});

export const delivered = (event: number, member = 'A'): Entry => ({
  ...{ f: 'delivered', redelivered: false },
  ...message(event, member),
});

export const redelivered = (event: number, member = 'A'): Entry => ({
  ...{ f: 'delivered', redelivered: true },
  ...message(event, member),
});

export const lost = (event: number, member = 'A'): Entry => ({
  ...{ f: 'delivery lost', redelivered: false },
  ...message(event, member),
});

export const acked = (event: number, member = 'A'): Entry => ({
  ...{ f: 'acked' },
  ...message(event, member),
});

export const ackLost = (event: number, member = 'A'): Entry => ({
  ...{ f: 'ack lost' },
  ...message(event, member),
});

export const held = (event: number, member = 'A'): Entry => ({
  ...{ f: 'held' },
  ...message(event, member),
});

export const crashed = (when: CrashMoment, event?: number, member = 'A'): Entry => ({
  ...{ f: 'crashed', when, member },
  ...(event !== undefined && { during: message(event, member) }),
});

export const state = (balance: number): Entry => ({ f: 'state', text: `{ balance: ${balance} }` });
export const said = (text: string, member = 'A'): Entry => ({ f: 'said', member, text });

/** An event that comes to nobody's attention. */
export const calm = (event: number, member = 'A'): Entry[] => [
  published(event),
  delivered(event, member),
  acked(event, member),
];

/** A start as it mostly is. */
export const begin = (terms: Partial<Subscribed> = {}, member = 'A'): Entry[] => [
  started(member),
  subscribed(terms, member),
];

/** The ack of the first deposit is lost, and it is booked twice. */
export const ACK_LOST: readonly Entry[] = [
  ...begin(),
  ...[published(1), delivered(1), state(70), ackLost(1)],
  ...[published(2), delivered(2), state(110), acked(2)],
  ...[published(3), delivered(3), state(10), acked(3)],
  { f: 'waited', ms: 30_000 },
  ...[redelivered(1), state(80), acked(1)],
];

/** A dies when it has booked the first deposit, and B books it again. */
export const CRASH_BEFORE_ACK: readonly Entry[] = [
  ...[started('A'), started('B'), subscribed({}, 'A'), subscribed({}, 'B')],
  ...[published(1), delivered(1, 'A'), state(70), crashed('before ack', 1, 'A')],
  startedAgain('A'),
  subscribed({}, 'A'),
  ...[redelivered(1, 'B'), state(140), acked(1, 'B')],
  ...[published(2), delivered(2, 'B'), state(180), acked(2, 'B')],
  ...[published(3), delivered(3, 'A'), state(80), acked(3, 'A')],
];

/** The withdrawal comes before the money. */
export const OUT_OF_ORDER: readonly Entry[] = [
  ...begin(),
  ...[published(1), lost(1)],
  ...[published(2), delivered(2), state(40), acked(2)],
  ...[published(3), delivered(3), state(-60), acked(3)],
  { f: 'waited', ms: 30_000 },
  ...[redelivered(1), state(10), acked(1)],
];
