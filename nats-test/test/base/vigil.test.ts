import { describe, expect, it } from 'vitest';
import { Vigil } from '../../src/base/vigil';

/** Plays turns that begin so long after the one before; says how many vigils there were, and how many in vain. */
function play(gapsMs: readonly number[]): { kept: number; inVain: number } {
  const vigil = new Vigil();
  let nowMs = 1000;
  let kept = 0;
  let inVain = 0;
  let isKept = false;
  for (const gapMs of gapsMs) {
    nowMs += gapMs;
    // The event loop asks again and again until the next turn comes.
    if (isKept && !vigil.goesOn(nowMs)) inVain++;
    isKept = vigil.turnEnded(nowMs);
    if (isKept) kept++;
  }
  return { kept, inVain };
}

const turns = (count: number, gapMs: number): number[] => new Array<number>(count).fill(gapMs);

describe('Vigil', () => {
  it('stays awake in a conversation', () => {
    expect(play(turns(100, 0.04))).toEqual({ kept: 99, inVain: 0 });
  });

  it('sleeps at once where turns come now and then', () => {
    expect(play(turns(100, 0.2))).toEqual({ kept: 0, inVain: 0 });
  });

  it('ends when nothing has come for 60 microseconds', () => {
    const vigil = new Vigil();
    vigil.turnEnded(1000);

    expect([
      vigil.turnEnded(1000.05),
      vigil.goesOn(1000.1),
      vigil.goesOn(1000.12),
      vigil.goesOn(1000.12),
    ]).toEqual([true, true, false, false]);
  });

  it('ends though the clock stands still, as it does where a test has faked it', () => {
    const vigil = new Vigil();
    vigil.turnEnded(1000);
    vigil.turnEnded(1000);

    let looks = 0;
    while (looks < 100_000 && vigil.goesOn(1000)) looks++;

    expect(looks).toBeLessThan(10_000);
  });

  it('is tried more and more rarely where it is always in vain', () => {
    const { kept, inVain } = play(turns(1000, 0.08));

    expect(kept).toBe(inVain);
    expect(kept).toBeLessThan(30);
  });

  it('is tried now and then all the same', () => {
    expect(play(turns(10_000, 0.08)).kept).toBeGreaterThan(100);
  });

  it('is tried at every turn again after one that was not in vain', () => {
    const before = turns(1000, 0.08);
    const later = [...before, ...turns(200, 0.04)];
    const afterPause = [...later, 0.08, ...turns(20, 0.04)];

    expect(play(later).kept - play(before).kept).toBeGreaterThan(130);
    expect(play(afterPause).kept - play(later).kept).toBeGreaterThan(15);
  });
});
