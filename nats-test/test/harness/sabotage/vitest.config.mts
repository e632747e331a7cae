import { defineConfig } from 'vitest/config';

/** Scenarios in real time, in a file whose name keeps it out of `npm test`: a busy machine excuses much. */
export default defineConfig({
  test: {
    include: ['test/harness/sabotage/*.alone.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
