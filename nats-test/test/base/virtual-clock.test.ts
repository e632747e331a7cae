import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../src/base/virtual-clock';

describe('virtualClock', () => {
  it('stands still until it is moved', () => {
    const clock = virtualClock();
    const fired: string[] = [];
    clock.setTimer(0, () => fired.push('timer'));

    expect({ nowMs: clock.nowMs(), fired }).toEqual({ nowMs: 0, fired: [] });
  });

  it('fires what is due by then, the earliest first', () => {
    const clock = virtualClock();
    const fired: number[] = [];
    for (const delayMs of [30, 10, 20, 40]) clock.setTimer(delayMs, () => fired.push(delayMs));

    clock.moveTo(30);

    expect(fired).toEqual([10, 20, 30]);
  });

  it('fires timers of one moment in the order in which they were set', () => {
    const clock = virtualClock();
    const fired: string[] = [];
    for (const name of ['a', 'b', 'c']) clock.setTimer(10, () => fired.push(name));

    clock.moveTo(10);

    expect(fired).toEqual(['a', 'b', 'c']);
  });

  it('shows a timer the moment at which it was due', () => {
    const clock = virtualClock();
    const seenMs: number[] = [];
    clock.setTimer(10, () => seenMs.push(clock.nowMs()));
    clock.setTimer(25, () => seenMs.push(clock.nowMs()));

    clock.moveTo(1000);

    expect(seenMs).toEqual([10, 25]);
  });

  it('fires a timer that a timer has set, when both are due', () => {
    const clock = virtualClock();
    const firedMs: number[] = [];
    const again = (): void => {
      firedMs.push(clock.nowMs());
      clock.setTimer(10, again);
    };
    clock.setTimer(10, again);

    clock.moveTo(35);

    expect(firedMs).toEqual([10, 20, 30]);
  });

  it('keeps the order of time between a nested timer and one that was set before it', () => {
    const clock = virtualClock();
    const fired: string[] = [];
    clock.setTimer(20, () => fired.push('set first'));
    clock.setTimer(10, () => clock.setTimer(5, () => fired.push('nested')));

    clock.moveTo(20);

    expect(fired).toEqual(['nested', 'set first']);
  });

  it('treats a negative delay as none', () => {
    const clock = virtualClock();
    clock.moveTo(100);
    const fired: string[] = [];
    clock.setTimer(0, () => fired.push(`none at ${clock.nowMs()}`));
    clock.setTimer(-50, () => fired.push(`negative at ${clock.nowMs()}`));

    clock.moveTo(100);

    expect(fired).toEqual(['none at 100', 'negative at 100']);
  });

  it('does not fire a cancelled timer', () => {
    const clock = virtualClock();
    const fired: string[] = [];
    clock.setTimer(10, () => fired.push('cancelled')).cancel();
    clock.setTimer(10, () => fired.push('kept'));

    clock.moveTo(10);

    expect(fired).toEqual(['kept']);
  });

  it('does not fire a timer that another one of the same moment has cancelled', () => {
    const clock = virtualClock();
    const fired: string[] = [];
    clock.setTimer(10, () => {
      second.cancel();
    });
    const second = clock.setTimer(10, () => fired.push('second'));

    clock.moveTo(10);

    expect(fired).toEqual([]);
  });

  it('lets a fired timer be cancelled, to no effect', () => {
    const clock = virtualClock();
    const fired: string[] = [];
    const first = clock.setTimer(10, () => fired.push('first'));
    clock.setTimer(20, () => fired.push('second'));
    clock.moveTo(10);

    first.cancel();
    clock.moveTo(20);

    expect(fired).toEqual(['first', 'second']);
  });

  it('never goes back', () => {
    const clock = virtualClock();
    clock.moveTo(50);

    clock.moveTo(20);

    expect(clock.nowMs()).toBe(50);
  });

  it('says when the next timer is due, and that there is none', () => {
    const clock = virtualClock();
    const before = clock.nextDueMs();
    clock.setTimer(20, () => {});
    const soonest = clock.setTimer(10, () => {});
    const withTwo = clock.nextDueMs();
    soonest.cancel();

    expect([before, withTwo, clock.nextDueMs()]).toEqual([undefined, 10, 20]);
  });

  it('moves its wall clock along, from where it was told to start', () => {
    const clock = virtualClock(new Date('2026-11-21T00:00:00Z'));
    clock.moveTo(1.5);

    expect(clock.wallNs()).toBe(BigInt(Date.UTC(2026, 10, 21)) * 1_000_000n + 1_500_000n);
  });

  it('starts at the real time when told nothing, since clients reckon from theirs', () => {
    const beforeMs = Date.now();

    const wallMs = Number(virtualClock().wallNs() / 1_000_000n);

    expect(wallMs).toBeGreaterThanOrEqual(beforeMs);
    expect(wallMs).toBeLessThanOrEqual(Date.now());
  });

  it('ends turns in real time', async () => {
    const clock = virtualClock();

    await new Promise<void>((resolve) => {
      clock.atEndOfTurn(resolve);
    });

    expect(clock.nowMs()).toBe(0);
  });
});
