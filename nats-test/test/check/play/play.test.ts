import { expect, test } from 'vitest';

import { createCast, invariantOf } from '../../../src/check/cast';
import { readEvents } from '../../../src/check/events';
import type { CheckOptions } from '../../../src/check/options';
import { runCalmly } from '../../../src/check/play/calm-run';
import { play, type Played } from '../../../src/check/play/play';
import type { StepKind } from '../../../src/check/schedule';
import { account, listener, versioned } from '../account';
import { alarms } from '../planted/listeners/alarms';

async function playSteps(options: CheckOptions, ...kinds: StepKind[]): Promise<Played> {
  const given = options.events as readonly unknown[];
  const events = readEvents(given, options.channel);
  const invariant = invariantOf(options, given);
  const calm = await runCalmly(await createCast(options, events, []), {
    quietMs: undefined,
    isProcess: false,
    invariant,
  });
  const steps = kinds.map((kind) => ({ kind, pick: 0 }));
  const schedule = { members: 1, late: 0, steps };
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
