import type { Subscribed } from '../history';
import { groupBy } from '../../base/group-by';
import { MAX_IN_FLIGHT_DEFAULT } from './client-defaults';
import type { Act, EntryOf } from './beats';
import type { Scene } from './scene';
import { listed, timeWords } from './words';

/** Tells who subscribed to what, each only once. */
export class SubscriptionWords {
  private readonly scene: Scene;
  /** By member and channel. */
  private readonly told = new Map<string, string>();

  constructor(scene: Scene) {
    this.scene = scene;
  }

  /** A start with its subscriptions: `listeners A and B subscribed to accounts (…)`. */
  tell(acts: readonly Act[]): string {
    const starts = acts.filter((it) => it.f === 'started');
    const again = starts.filter((it) => it.again).map(({ member }) => member);
    const subscribers = new Set(acts.flatMap((it) => (it.f === 'subscribed' ? [it.member] : [])));
    const quiet = starts.filter((it) => !it.again && !subscribers.has(it.member));
    return [
      ...(again.length === 0 ? [] : [`${this.names(again)} started again`]),
      ...(quiet.length === 0 ? [] : [`${this.names(quiet.map((it) => it.member))} started`]),
      ...[this.news(acts)].filter((it) => it !== ''),
    ].join('; ');
  }

  /** The subscriptions among these that have not been told yet; empty when there are none. */
  news(acts: readonly Act[]): string {
    const news = acts.filter((it) => it.f === 'subscribed').filter((it) => this.isNew(it));
    const byMember = groupBy(news, ({ member }) => member);
    const membersOf = new Map<string, string[]>();
    for (const [member, subscriptions] of byMember) {
      const what = describeAll(subscriptions);
      membersOf.set(what, [...(membersOf.get(what) ?? []), member]);
    }
    return [...membersOf].map(([what, members]) => `${this.names(members)} ${what}`).join('; ');
  }

  private isNew(subscription: EntryOf<'subscribed'>): boolean {
    const key = `${subscription.member} ${subscription.channel}`;
    const terms = termsOf(subscription);
    const isNew = this.told.get(key) !== terms;
    this.told.set(key, terms);
    return isNew;
  }

  private names(members: readonly string[]): string {
    const names = [...new Set(members)];
    return names.length > 1 ? `listeners ${listed(names)}` : this.scene.who(names[0] ?? '');
  }
}

/** Several channels on the same terms are one subscription for people. */
function describeAll(subscriptions: readonly Subscribed[]): string {
  return [...groupBy(subscriptions, termsOf)]
    .map(([terms, same]) => {
      const channels = [...new Set(same.map(({ channel }) => channel))];
      return `subscribed to ${listed(channels)} (${terms})`;
    })
    .join(' and ');
}

function termsOf({ queue, durable, ackWaitMs, maxInFlight, start }: Subscribed): string {
  return [
    ...(queue === '' ? [] : [`queue group ${queue}`]),
    durable === '' ? 'not durable' : `durable ${durable}`,
    STARTS[start],
    `ack wait ${timeWords(ackWaitMs)}`,
    ...(maxInFlight === MAX_IN_FLIGHT_DEFAULT ? [] : [`max in flight ${maxInFlight}`]),
  ].join(', ');
}

const STARTS: Readonly<Record<Subscribed['start'], string>> = {
  'new only': 'new events only',
  last: 'from the last event on',
  time: 'from a time on',
  sequence: 'from a sequence on',
  first: 'all events',
};
