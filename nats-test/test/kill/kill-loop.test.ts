import { test } from 'vitest';

import { makeTempFolder } from '../cli/temp-folder';
import { killLoop } from './kill-loop';

const ROUNDS = 25;

test.concurrent.for([1, 2])(
  `of what is acknowledged, ${ROUNDS} kills lose nothing, count nothing twice and keep the order (seed %d)`,
  async (seed, { onTestFinished, expect: expectHere }) => {
    const folder = await makeTempFolder(onTestFinished);

    const { counts, faults } = await killLoop({ folder, rounds: ROUNDS, seed });

    expectHere(faults).toEqual([]);
    // Else nothing was tried.
    expectHere(counts.acknowledged).toBeGreaterThan(ROUNDS);
    expectHere(counts.redelivered).toBeGreaterThan(0);
  },
);
