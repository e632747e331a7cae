import { describe, expect, it } from 'vitest';
import { Waiting } from '../../../src/harness/runner/waiting';

const HOUR_MS = 3_600_000;

describe('Waiting', () => {
  it('ends when it is so', async () => {
    const waiting = new Waiting();
    let count = 0;
    const done = waiting.until(() => count === 2, HOUR_MS);

    for (count = 1; count < 3; count++) waiting.changed();
    count = 2;
    waiting.changed();

    await expect(done).resolves.toBeUndefined();
  });

  it('does not begin when it is so already', async () => {
    await expect(new Waiting().until(() => true, HOUR_MS)).resolves.toBeUndefined();
  });

  it('ends when the time is over', async () => {
    await expect(new Waiting().pause(1)).resolves.toBeUndefined();
  });

  it('ends with everything, for the first reason', async () => {
    const waiting = new Waiting();
    const done = [waiting.pause(HOUR_MS), waiting.until(() => false, HOUR_MS)];

    waiting.end('interrupted');
    waiting.end('lost');

    await Promise.all([...done, waiting.pause(HOUR_MS)]);
    expect(waiting.endedBy).toBe('interrupted');
  });
});
