import { expect, test } from 'vitest';

import { StepError } from '../../src/lesson/step-error';
import { waitUntil } from '../../src/lesson/wait-until';

test('it asks until the answer is yes', async () => {
  let asked = 0;

  await waitUntil('it was never so', 5000, () => ++asked === 3);

  expect(asked).toBe(3);
});

test('it names what did not come, and how long it waited', async () => {
  const waiting = waitUntil('the cat did not bark', 20, () => false);

  await expect(waiting).rejects.toThrow(new StepError('the cat did not bark within 0.02 s'));
});

test('an interruption ends it, and goes before what the interruption has done', async () => {
  const interrupted = AbortSignal.abort('SIGINT');
  const waiting = waitUntil('', 5000, () => Promise.reject(new StepError('it died')), interrupted);

  await expect(waiting).rejects.toThrow(new StepError('interrupted by SIGINT'));
});
