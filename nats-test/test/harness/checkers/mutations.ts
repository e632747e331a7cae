import type { Checker } from '../../../src/harness/checkers/checker';
import { closedAtOnce } from '../../../src/harness/checkers/closed-at-once';
import { delivered } from '../../../src/harness/checkers/delivered';
import { durableResume } from '../../../src/harness/checkers/durable-resume';
import { groupsIndependent } from '../../../src/harness/checkers/groups-independent';
import { maxInFlight } from '../../../src/harness/checkers/max-in-flight';
import { order } from '../../../src/harness/checkers/order';
import { queueExclusivity } from '../../../src/harness/checkers/queue-exclusivity';
import { redelivery } from '../../../src/harness/checkers/redelivery';
import type { History, Operation, OperationOf } from '../../../src/harness/history/operation';

type Delivery = OperationOf<'deliver'>;

/** A fault, and who must see it. */
export interface Mutation {
  readonly name: string;
  readonly checker: Checker;
  /** @returns the history with the fault in it, or undefined where it can't be planted */
  readonly mutate: (history: History) => History | undefined;
}

/** The part of a subscription's name that says whose it is: `q` of `q-2`. */
const identityOf = (subscription: string): string => subscription.split('-')[0]!;

const deliveriesIn = (history: History): Delivery[] =>
  history.filter((operation) => operation.f === 'deliver');

const isAt = (operation: Operation, identity: string): boolean =>
  'subscription' in operation && identityOf(operation.subscription) === identity;

const placed = (operations: readonly Operation[]): History =>
  operations.map((operation, index) => ({ ...operation, index }));

/** The history with one more operation, where its time is. */
function withMore(history: History, operation: Operation): History {
  const at = history.findIndex(({ timeMs }) => timeMs > operation.timeMs);
  return placed([...history.slice(0, at), operation, ...history.slice(at)]);
}

/** The history without an event at one identity. */
function without(history: History, { value, subscription }: Delivery): History {
  const identity = identityOf(subscription);
  return placed(
    history.filter((operation) => {
      const isIt =
        (operation.f === 'deliver' || operation.f === 'ack') && operation.value === value;
      return !(isIt && isAt(operation, identity));
    }),
  );
}

/** Who was subscribed all the time. */
function stays(history: History, subscription: string): boolean {
  const client = history.find(
    (operation) => 'subscription' in operation && operation.subscription === subscription,
  )?.client;
  return !history.some(
    (operation) =>
      (operation.f === 'close' && operation.subscription === subscription) ||
      (operation.f === 'freeze' && operation.client === client),
  );
}

const isNew = ({ redelivered }: Delivery): boolean => !redelivered;
const ackOf = (history: History, { value, subscription }: Delivery) =>
  history.find(
    (operation) =>
      operation.f === 'ack' && operation.value === value && operation.subscription === subscription,
  );

function dropAt(identity: string): (history: History) => History | undefined {
  return (history) => {
    const all = deliveriesIn(history).filter(
      (delivery) => isAt(delivery, identity) && isNew(delivery),
    );
    const middle = all[Math.floor(all.length / 2)];
    return middle && without(history, middle);
  };
}

export const mutations: readonly Mutation[] = [
  { name: 'an event lost at a subscription', checker: delivered(), mutate: dropAt('plain') },
  { name: 'an event lost at a group', checker: delivered(), mutate: dropAt('q') },
  { name: 'an event lost at one of two groups', checker: groupsIndependent(), mutate: dropAt('r') },
  {
    name: 'the last event lost at a subscription',
    checker: delivered(),
    mutate: (history) => {
      const last = deliveriesIn(history).findLast(
        (delivery) => isAt(delivery, 'plain') && isNew(delivery),
      );
      return last && without(history, last);
    },
  },
  {
    name: 'an event at two members',
    checker: queueExclusivity(),
    mutate: (history) => {
      const members = history
        .filter((operation) => operation.f === 'subscribe')
        .filter((operation) => operation.type === 'ok' && isAt(operation, 'q'))
        .map(({ subscription }) => subscription);
      const delivery = deliveriesIn(history).find((some) => isAt(some, 'q') && isNew(some));
      const other = members.find((name) => name !== delivery?.subscription);
      return delivery && other
        ? withMore(history, { ...delivery, subscription: other, client: other })
        : undefined;
    },
  },
  {
    name: 'two events the other way round',
    checker: order(),
    mutate: (history) => {
      // Neighbours, so that neither has come again before.
      const all = deliveriesIn(history).filter((delivery) => isAt(delivery, 'plain'));
      const at = all.findIndex(
        (delivery, i) => isNew(delivery) && all[i + 1] && isNew(all[i + 1]!),
      );
      const [first, second] = [all[at], all[at + 1]];
      if (!first || !second) return undefined;
      const { value, sequence } = first;
      return placed(
        history.map((operation) => {
          if (operation === first)
            return { ...first, value: second.value, sequence: second.sequence };
          return operation === second ? { ...second, value, sequence } : operation;
        }),
      );
    },
  },
  {
    name: 'a redelivery without the flag',
    checker: redelivery(),
    mutate: (history) => {
      const again = deliveriesIn(history).find(
        (delivery) => isAt(delivery, 'plain') && delivery.redelivered,
      );
      return (
        again &&
        placed(
          history.map((operation) =>
            operation === again ? { ...again, redelivered: false } : operation,
          ),
        )
      );
    },
  },
  {
    name: 'a redelivery that is counted wrong',
    checker: redelivery(),
    mutate: (history) => {
      const again = deliveriesIn(history).find(
        (delivery) => isAt(delivery, 'plain') && delivery.redelivered,
      );
      return (
        again &&
        placed(
          history.map((operation) =>
            operation === again ? { ...again, redeliveryCount: 7 } : operation,
          ),
        )
      );
    },
  },
  {
    name: 'a first delivery with the flag',
    checker: redelivery(),
    mutate: (history) => {
      const first = deliveriesIn(history).find((delivery) => isAt(delivery, 'plain'));
      return (
        first &&
        placed(
          history.map((operation) =>
            operation === first ? { ...first, redelivered: true } : operation,
          ),
        )
      );
    },
  },
  {
    name: 'a redelivery after 300 ms',
    checker: redelivery(),
    mutate: (history) => {
      const publishedAt = new Map(
        history
          .filter(({ f, type }) => f === 'publish' && type === 'invoke')
          .map((operation) => [operation.f === 'publish' && operation.value, operation.timeMs]),
      );
      const delivery = deliveriesIn(history).find((some) => {
        const ack = ackOf(history, some);
        const isPrompt = some.timeMs - (publishedAt.get(some.value) ?? 0) < 100;
        return (
          isPrompt && isNew(some) && isAt(some, 'plain') && (!ack || ack.timeMs > some.timeMs + 300)
        );
      });
      return (
        delivery &&
        withMore(history, {
          ...delivery,
          timeMs: delivery.timeMs + 300,
          redelivered: true,
          redeliveryCount: 1,
        })
      );
    },
  },
  {
    name: 'no redelivery at all',
    checker: redelivery(),
    mutate: (history) => {
      const first = deliveriesIn(history).find(
        (delivery) => isAt(delivery, 'plain') && isNew(delivery),
      );
      if (!first) return undefined;
      return placed(
        history.filter((operation) => {
          const isLater =
            (operation.f === 'deliver' || operation.f === 'ack') && operation.index > first.index;
          return !(isLater && operation.value === first.value && isAt(operation, 'plain'));
        }),
      );
    },
  },
  {
    name: 'two redeliveries after the ack',
    checker: redelivery(),
    mutate: (history) => {
      const delivery = deliveriesIn(history).find(
        (some) => stays(history, some.subscription) && ackOf(history, some),
      );
      const ack = delivery && ackOf(history, delivery);
      return (
        ack &&
        [1, 2].reduce<History>(
          (all, times) =>
            withMore(all, {
              ...delivery,
              timeMs: ack.timeMs + times * 1000,
              redelivered: true,
              redeliveryCount: 8 + times,
            }),
          history,
        )
      );
    },
  },
  {
    name: 'an event after the close',
    checker: closedAtOnce(),
    mutate: (history) => {
      const closed = history.find(
        (operation) => operation.f === 'close' && operation.type === 'ok',
      );
      const delivery = deliveriesIn(history).find(
        (some) => closed?.f === 'close' && some.subscription === closed.subscription,
      );
      return closed && delivery && withMore(history, { ...delivery, timeMs: closed.timeMs + 10 });
    },
  },
  {
    name: 'more at a time than max in flight',
    checker: maxInFlight(),
    mutate: (history) => {
      const subscribed = history.find(
        (operation) => operation.f === 'subscribe' && isAt(operation, 'plain'),
      );
      const delivery = deliveriesIn(history).find((some) => isAt(some, 'plain'));
      if (subscribed?.f !== 'subscribe' || !delivery) return undefined;
      const extra = Array.from({ length: subscribed.terms.maxInFlight }, (_, i) => {
        const value = `extra-${i}`;
        const { channel, timeMs } = delivery;
        const asked = { index: 0, timeMs, client: 'p', channel, value, id: 1_000_000 + i } as const;
        return [
          { ...asked, f: 'publish', type: 'invoke' } as const,
          { ...delivery, value, sequence: 1000 + i },
        ];
      });
      const at = delivery.index + 1;
      return placed([...history.slice(0, at), ...extra.flat(), ...history.slice(at)]);
    },
  },
  {
    name: 'a durable that has forgotten what was published while it was away',
    checker: durableResume(),
    mutate: (history) => {
      const closed = history.find(
        (operation) => operation.f === 'close' && operation.type === 'ok' && isAt(operation, 'd'),
      );
      if (!closed) return undefined;
      const back = history.find(
        (operation) =>
          operation.f === 'subscribe' && isAt(operation, 'd') && operation.index > closed.index,
      );
      const missed = history.find(
        (operation) =>
          operation.f === 'publish' &&
          operation.index > closed.index &&
          operation.type === 'invoke',
      );
      if (!back || missed?.f !== 'publish' || missed.index > back.index) return undefined;
      const delivery = deliveriesIn(history).find(
        (some) => isAt(some, 'd') && some.value === missed.value,
      );
      return delivery && without(history, delivery);
    },
  },
  {
    name: 'a durable that has forgotten an ack',
    checker: durableResume(),
    mutate: (history) => {
      const closed = history.find(
        (operation) =>
          operation.f === 'close' && operation.type === 'invoke' && isAt(operation, 'd'),
      );
      const acked = history.find((operation) => operation.f === 'ack' && isAt(operation, 'd'));
      if (!closed || !acked || acked.index > closed.index) return undefined;
      const delivery = deliveriesIn(history).find(
        (some) => isAt(some, 'd') && acked.f === 'ack' && some.value === acked.value,
      );
      const next = deliveriesIn(history).find(
        (some) => isAt(some, 'd') && some.index > closed.index,
      );
      return (
        delivery &&
        next &&
        withMore(history, {
          ...delivery,
          client: next.client,
          subscription: next.subscription,
          timeMs: next.timeMs,
          redelivered: true,
        })
      );
    },
  },
];
