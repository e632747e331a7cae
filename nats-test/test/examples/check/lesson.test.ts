import { checkListener } from 'nats-test';
import { expect, test } from 'vitest';

import lesson from '../../../examples/check/lesson.check';

test('the listener of the lesson, as a process, survives a lost ack and a crash', async () => {
  // Each start takes seconds, so that there are only the two troubles that matter most to it.
  const { verdict, explored } = await checkListener({
    ...lesson,
    without: [
      'lose delivery',
      'overlap',
      'come twice',
      'wait',
      'crash before delivery',
      'crash while handling',
      'crash after ack',
      'restart listener',
      'restart server',
      'join',
      'leave',
      'late',
    ],
    schedules: 5,
    seed: 1,
  });

  expect(verdict).toBe('passed');
  expect(explored.lostAcks).toBeGreaterThan(0);
  expect(explored.crashes).toBeGreaterThan(0);
});
