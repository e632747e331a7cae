import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock';

const DAY_MS = 86_400_000;

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls back once the delay is over, and once only', () => {
    const callback = vi.fn();
    systemClock().setTimer(50, callback);

    vi.advanceTimersByTime(49);
    const early = callback.mock.calls.length;
    vi.advanceTimersByTime(1000);

    expect([early, callback.mock.calls.length]).toEqual([0, 1]);
  });

  it.each([0, -5])('calls back as soon as possible for a delay of %d ms', (delayMs) => {
    const callback = vi.fn();
    systemClock().setTimer(delayMs, callback);

    vi.advanceTimersByTime(1);

    expect(callback).toHaveBeenCalledOnce();
  });

  // Node's own timers fire at once when the delay is 2^31 ms (24.8 days) or more.
  it('waits for 60 days when told so', () => {
    const callback = vi.fn();
    systemClock().setTimer(60 * DAY_MS, callback);

    vi.advanceTimersByTime(60 * DAY_MS - 1);
    const early = callback.mock.calls.length;
    vi.advanceTimersByTime(1);

    expect([early, callback.mock.calls.length]).toEqual([0, 1]);
  });

  it('cancels a timer', () => {
    const callback = vi.fn();
    systemClock().setTimer(50, callback).cancel();

    vi.advanceTimersByTime(100);

    expect(callback).not.toHaveBeenCalled();
  });

  it('cancels a timer whose first 25 days have passed', () => {
    const callback = vi.fn();
    const timer = systemClock().setTimer(60 * DAY_MS, callback);
    vi.advanceTimersByTime(30 * DAY_MS);

    timer.cancel();
    vi.advanceTimersByTime(60 * DAY_MS);

    expect(callback).not.toHaveBeenCalled();
  });

  it('reckons deadlines by a clock that nobody can set', () => {
    const clock = systemClock();
    const beforeMs = clock.nowMs();
    vi.advanceTimersByTime(10);

    vi.setSystemTime(new Date('2001-01-01T00:00:00Z'));

    expect(clock.nowMs() - beforeMs).toBe(10);
  });

  it('has a wall clock in nanoseconds', () => {
    const clock = systemClock();
    const before = clock.wallNs();

    vi.advanceTimersByTime(5);

    expect(clock.wallNs() - before).toBe(5_000_000n);
  });

  it.each(['2001-01-01T00:00:00Z', '2040-01-01T00:00:00Z'])(
    'shows the new time when somebody sets the clock to %s',
    (text) => {
      const clock = systemClock();
      clock.wallNs();

      vi.setSystemTime(new Date(text));

      expect(clock.wallNs() / 1_000_000n).toBe(BigInt(Date.parse(text)));
    },
  );

  it('does not jump when the two clocks of the machine differ by a few milliseconds', () => {
    const clock = systemClock();
    const before = clock.wallNs();

    vi.setSystemTime(Date.now() + 10);

    expect(clock.wallNs()).toBe(before);
  });

  it('ends the turn after what was due before', () => {
    const order: string[] = [];
    systemClock().atEndOfTurn(() => order.push('end of turn'));
    order.push('rest of the turn');

    vi.advanceTimersByTime(0);

    expect(order).toEqual(['rest of the turn', 'end of turn']);
  });

  describe('behind turns that follow each other at once', () => {
    function playTurns(count: number): void {
      const clock = systemClock();
      for (let left = count; left > 0; left--) {
        const ended = vi.fn();
        clock.atEndOfTurn(ended);
        while (ended.mock.calls.length === 0) vi.advanceTimersToNextTimer();
      }
    }

    it('stays awake, once for all', () => {
      playTurns(5);

      expect(vi.getTimerCount()).toBe(1);
    });

    it('sleeps when nothing more comes', () => {
      playTurns(2);

      // By the clock of this test that is 10 ms.
      for (let looks = 0; looks < 10; looks++) vi.advanceTimersToNextTimer();

      expect(vi.getTimerCount()).toBe(0);
    });
  });
});
