import { describe, expect, it } from 'vitest';
import { Waiting } from '../../src/base/waiting';

const HOUR_MS = 3_600_000;

describe('Waiting', () => {
  it('ends when it is so', async () => {
    const waiting = new Waiting();
    let count = 0;
    const done = waiting.until(() => count === 2, HOUR_MS);

    for (count = 1; count < 3; count++) waiting.changed();
    count = 2;
    waiting.changed();

    await expect(done).resolves.toBe(true);
  });

  it('does not begin when it is so already', async () => {
    await expect(new Waiting().until(() => true, HOUR_MS)).resolves.toBe(true);
  });

  it('ends when the time is over', async () => {
    await expect(new Waiting().until(() => false, 1)).resolves.toBe(false);
  });

  it('goes on when the process has stood still past its end: what came is not read yet', async () => {
    const waiting = new Waiting();
    let hasCome = false;
    const done = waiting.until(() => hasCome, 1);
    // Comes with the next turn of the event loop, as bytes of a socket do.
    setImmediate(() => {
      hasCome = true;
      waiting.changed();
    });

    const standsStillUntilMs = performance.now() + 400;
    while (performance.now() < standsStillUntilMs);

    await expect(done).resolves.toBe(true);
  });

  it('but not for ever', async () => {
    const done = new Waiting().until(() => false, 1);

    const standsStillUntilMs = performance.now() + 400;
    while (performance.now() < standsStillUntilMs);

    await expect(done).resolves.toBe(false);
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
