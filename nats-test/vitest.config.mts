import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests mostly wait, for processes and for servers: on two cores, four workers took a third of the
    // time of one, the default there. Processes, since some tests are about signals and environments.
    pool: 'forks',
    maxWorkers: Math.max(4, availableParallelism()),
    // A test that starts processes needs more than the usual 5 s where the machine is busy.
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
