import { setImmediate } from 'node:timers/promises';
import nats, { type Message, type Stan, type Subscription } from 'node-nats-streaming';
import { expect, test } from 'vitest';

import { createCast, invariantOf } from '../../../src/check/cast';
import { readEvents } from '../../../src/check/events';
import type { CheckOptions, RunningListener } from '../../../src/check/options';
import { runCalmly } from '../../../src/check/play/calm-run';
import { play, type Played } from '../../../src/check/play/play';
import type { Schedule, StepKind } from '../../../src/check/schedule';
import {
  account,
  close,
  EVENTS,
  listener,
  versioned,
  type Account,
  type Context,
  type Habits,
} from '../account';
import { alarms } from '../planted/listeners/alarms';

async function playSteps(options: CheckOptions, ...kinds: StepKind[]): Promise<Played> {
  const steps = kinds.map((kind) => ({ kind, pick: 0 }));
  return playSchedule(options, { members: 1, late: 0, steps });
}

async function playSchedule(options: CheckOptions, schedule: Schedule): Promise<Played> {
  const given = options.events as readonly unknown[];
  const events = readEvents(given, options.channel);
  const invariant = invariantOf(options, given);
  const calm = await runCalmly(await createCast(options, events, []), {
    quietMs: undefined,
    isProcess: false,
    invariant,
  });
  return play(await createCast(options, events, []), calm.profile, schedule, invariant);
}

/** A subscription can't be closed before the client has heard of it. */
test('a listener that is stopped right after it has come back can close its subscription', async () => {
  const played = await playSteps(alarms.correct, 'crash before delivery', 'restart listener');

  expect(played.broken).toBeUndefined();
  expect(played.history.filter(({ f }) => f === 'stopped')).toHaveLength(2);
});

/** At each sending the server adds an ack wait to the time that was, as the real one does. */
test('an event that a durable was sent again and again is waited for, however long it takes', async () => {
  const crashes = Array.from({ length: 7 }, (): StepKind => 'crash before delivery');
  const options = account(listener(versioned)) as unknown as CheckOptions;
  const played = await playSteps(options, ...crashes, 'lose ack');

  expect(played.broken?.message).toBeUndefined();
  expect(played.history.filter(({ f }) => f === 'acked')).toHaveLength(3);
});

const LEAVING: Schedule = { members: 2, late: 1, steps: [{ kind: 'leave', pick: 0 }] };

/** Takes events in any order, and ends its subscription before its connection. */
function leaver(how: 'close' | 'unsubscribe', options: Habits['options']): CheckOptions {
  const start = listener(
    ({ version }, message, state) => {
      state.version |= 1 << version;
      message.ack();
    },
    {
      ...(options && { options }),
      stop: async (stan) => {
        const { subMap } = stan as unknown as { subMap: Record<string, Subscription> };
        for (const subscription of Object.values(subMap)) subscription[how]();
        await close(stan);
      },
    },
  );
  const invariant = ({ version }: Account): boolean => version === 0b1110;
  return account(start, { invariant }) as unknown as CheckOptions;
}

test('what a member had comes to the others, also when the group has no durable name', async () => {
  const options = leaver('close', (it) => it.setManualAckMode(true).setDeliverAllAvailable());
  const played = await playSchedule(options, LEAVING);

  expect(played.broken?.message).toBeUndefined();
});

test('a durable group is deleted by the last member that unsubscribes, and by no other', async () => {
  const played = await playSchedule(leaver('unsubscribe', undefined), LEAVING);

  expect(played.broken?.message).toBeUndefined();
  const left = played.history.filter((it) => it.f === 'unsubscribed');
  expect(left.map(({ member }) => member)).toEqual(['B']);
});

/** The server that has come back sends to who was there before, until that one's client ID is taken. */
test('what a listener without a durable name was sent before it came back is not waited for', async () => {
  const forgetful = listener(versioned, {
    options: (it) => it.setManualAckMode(true).setDeliverAllAvailable(),
    queue: '',
  });
  const options = account(forgetful) as unknown as CheckOptions;
  const played = await playSteps(options, 'handle', 'restart server', 'wait', 'restart server');

  expect(played.broken?.message).toBeUndefined();
});

test('what a listener publishes while the events are is its own', async () => {
  const start = async (context: Context): Promise<RunningListener> => {
    const stan = await connected(context);
    const options = stan.subscriptionOptions().setManualAckMode(true).setDeliverAllAvailable();
    stan.subscribe('accounts', options).on('message', (message: Message) => {
      stan.publish('copies', String(message.getData()), () => {
        message.ack();
      });
    });
    return { stop: () => close(stan) };
  };
  const options = account(start, { invariant: () => true }) as unknown as CheckOptions;
  const played = await playSteps(options, 'overlap', 'overlap', 'overlap');

  const published = played.history.filter((it) => it.f === 'published');
  const whose = published.map(({ by, channel, event }) => `${by} ${channel} ${event}`);
  expect(whose.toSorted()).toEqual([
    ...['A copies 0', 'A copies 0', 'A copies 0'],
    ...['publisher accounts 1', 'publisher accounts 2', 'publisher accounts 3'],
  ]);
});

test('two events overlap also where each is handled within a moment', async () => {
  const start = listener(async (event, message, state) => {
    const { balance } = state;
    await setImmediate();
    state.balance = balance + event.amount;
    message.ack();
  });
  const sum = EVENTS.reduce((all, { amount }) => all + amount, 0);
  const invariant = ({ balance }: Account): boolean => balance === sum;
  const options = account(start, { invariant }) as unknown as CheckOptions;
  const played = await playSteps(options, 'overlap', 'handle');

  expect(played.broken?.kind).toBe('invariant');
});

test('a listener with two subscriptions to a channel gets each event twice, and at once', async () => {
  const start = async (context: Context): Promise<RunningListener> => {
    const stan = await connected(context);
    for (const name of ['one', 'two']) {
      const options = stan.subscriptionOptions().setManualAckMode(true).setDeliverAllAvailable();
      stan.subscribe('accounts', options.setDurableName(name)).on('message', (it: Message) => {
        it.ack();
      });
    }
    return { stop: () => close(stan) };
  };
  const options = account(start, { invariant: () => true }) as unknown as CheckOptions;
  const { history } = await playSteps(options, 'handle', 'handle');

  const delivered = history.filter((it) => it.f === 'delivered');
  expect(delivered.map(({ event }) => event)).toEqual([1, 1, 2, 2, 3, 3]);
  expect(history.filter(({ f }) => f === 'waited')).toEqual([]);
});

test('who acknowledges when it stops gets nothing more by that', async () => {
  let [starts, arrived] = [0, 0];
  let ackHeld = (): void => undefined;
  const start = listener(
    (_, message) => {
      arrived++;
      if (starts === 2 && arrived === 1) ackHeld = () => message.ack();
      else message.ack();
    },
    {
      options: (it) =>
        it
          .setManualAckMode(true)
          .setDeliverAllAvailable()
          .setDurableName('accounts')
          .setMaxInFlight(1),
      stop: async (stan) => {
        ackHeld();
        await new Promise((resolve) => setTimeout(resolve, 20));
        await close(stan);
      },
    },
  );
  const options = account(
    (context) => {
      starts++;
      arrived = 0;
      return start(context);
    },
    { invariant: () => true },
  ) as unknown as CheckOptions;
  const steps = (['handle', 'restart listener'] as const).map((kind) => ({ kind, pick: 0 }));
  const { history } = await playSchedule(options, { members: 1, late: 2, steps });

  const until = history.findIndex(({ f }) => f === 'stopped');
  const delivered = history.slice(until).filter((it) => it.f === 'delivered');
  expect(delivered.map(({ event }) => event)).toEqual([2, 3]);
});

function connected({ url, clusterId, clientId }: Context): Promise<Stan> {
  const stan = nats.connect(clusterId, clientId, { url });
  return new Promise((resolve) => stan.on('connect', () => resolve(stan)));
}
