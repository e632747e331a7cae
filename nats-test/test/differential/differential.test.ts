import { expect, test } from 'vitest';

import type { Arena, Side } from './arena';
import { campaign } from './campaign';
import { playOn, type Contest } from './compare';
import { embeddedSide } from './embedded-side';
import { normalForm } from './normal-form';
import { readRegressions } from './regression';
import { sequenceOf } from './sequences';
import { describeStep } from './describe';

const SHRINK_MS = 60_000;

for (const [name, regression] of readRegressions()) {
  test.concurrent(`${name}: ${regression.why}`, async () => {
    const seen = normalForm(await playOn(embeddedSide(), regression));

    expect(seen).toEqual(regression.seen);
  });
}

/** Servers alike, but that one forgets something of each message that it delivers again. */
function contestWithOneThatForgets(forgets: (sight: Sight) => Sight): Contest {
  return {
    judge: embeddedSide(),
    subject: (lateness) => forgetful(embeddedSide(lateness), forgets),
    judgings: 1,
    latenesses: 1,
    shrinkAtOnce: 1,
  };
}

type Sight = Parameters<NonNullable<Arena['retouch']>>[0];

function forgetful(side: Side, retouch: (sight: Sight) => Sight): Side {
  return {
    ...side,
    open: async (flavour) => {
      const arena = await side.open(flavour);
      return Object.create(arena, { retouch: { value: retouch } }) as Arena;
    },
  };
}

test('a server that forgets the flag of redelivery is found, and shown in a few steps', async () => {
  const { failures } = await campaign({
    contest: contestWithOneThatForgets((sight) => ({ ...sight, redelivered: false, count: 0 })),
    seed: 1,
    count: 20,
    atOnce: 5,
    shrinkMs: SHRINK_MS,
    shrinksMax: 1,
  });

  const steps = failures[0]?.sequence.steps ?? [];
  // Somebody connects, subscribes and publishes; the last wait of all brings the redelivery.
  expect(steps.map((step) => step.do)).toEqual(['connect', 'subscribe', 'publish']);
});

test('two servers that are alike show no difference', async () => {
  const { counts } = await campaign({
    contest: contestWithOneThatForgets((sight) => sight),
    seed: 1,
    count: 20,
    atOnce: 5,
    shrinkMs: SHRINK_MS,
    shrinksMax: 1,
  });

  expect(counts).toMatchObject({ same: 20, different: 0, undecided: 0 });
});

test('a seed makes the same sequence each time', () => {
  expect(sequenceOf(7)).toEqual(sequenceOf(7));
  expect(sequenceOf(7).steps.map(describeStep)).not.toEqual(sequenceOf(8).steps.map(describeStep));
});
