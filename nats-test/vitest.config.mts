import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests mostly wait, for processes and for servers: on two cores, four workers took a third of the
    // time of one, the default there. Processes, since some tests are about signals and environments.
    pool: 'forks',
    maxWorkers: Math.max(4, availableParallelism()),
    // Only against hanging: a busy machine may take long for what takes a second elsewhere.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
