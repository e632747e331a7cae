import { expect, test } from 'vitest';

import { makePlan } from '../../../../src/harness/generators/make-plan';
import { Recorder } from '../../../../src/harness/history/recorder';
import { Arena } from '../../../../src/harness/runner/workload/arena';
import { StagedActor } from '../../../../src/harness/runner/workload/staged-actor';
import { openWay } from '../../../../src/harness/runner/workload/way';
import { steady } from '../../../../src/harness/scenarios/workloads/steady';
import { publisher } from '../../../../src/harness/scenarios/workloads/actors';
import { startServer } from '../../../../src/index';

test('a crash is over when the client is started again, though its server is gone for good', async ({
  onTestFinished,
}) => {
  const server = await startServer();
  const { url, clusterId } = server;
  await server.stop();
  const storm = { seed: 1, mainMs: 1, faults: [], everyMs: 1, isCluster: false };
  const target = { connection: { url, clusterId }, close: () => Promise.resolve() };
  const recorder = new Recorder(() => performance.now());
  const arena = new Arena(steady, makePlan(steady, storm), target, 'run', recorder);
  const actor = new StagedActor(arena, publisher('p'), await openWay(target, 0));
  onTestFinished(() => actor.abandon());
  const joined = actor.join();

  await actor.crash(0);
  expect(actor.missing).toMatch(/^p did not come back/);

  arena.waiting.end('over');
  await joined;
});
