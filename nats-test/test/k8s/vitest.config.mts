import { defineConfig } from 'vitest/config';

/** Steps of one story on a cluster, in a file whose name keeps it out of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/k8s/*.steps.ts'],
    // Each step stands on the one before.
    bail: 1,
    // Says of each step how long it took, as soon as it is done.
    reporters: [['verbose', { summary: false }]],
    slowTestThreshold: 0,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
