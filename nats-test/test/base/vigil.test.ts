import { describe, expect, it } from 'vitest';
import { Vigil } from '../../src/base/vigil';

/** Plays turns that begin so long after the one before; says how many vigils there were, and how many in vain. */
function play(
  gapsMs: readonly number[],
  vigil = new Vigil(),
  startMs = 1000,
): { kept: number; inVain: number } {
  let nowMs = startMs;
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

  it('is tried more and more rarely where it is always in vain', () => {
    const { kept, inVain } = play(turns(1000, 0.08));

    expect(kept).toBe(inVain);
    expect(kept).toBeLessThan(30);
  });

  it('is tried at every turn again after one that was not in vain', () => {
    const vigil = new Vigil();
    play(turns(1000, 0.08), vigil);

    const { kept } = play(turns(200, 0.04), vigil, 2000);

    expect(kept).toBeGreaterThan(130);
  });
});
