import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The examples import the package as its users do, and what they get is what the tests get.
  resolve: {
    alias: [{ find: /^nats-test$/, replacement: join(import.meta.dirname, 'src/index.ts') }],
  },
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
