import { expect, test } from 'vitest';

import { reportRun } from '../../../src/harness/report/run-report';
import { brokenQueueGroup, delivered, eviction, sampleRun } from './sample-run';

test('the report is JSON with verdicts and proofs, and where the histories are', () => {
  const leftOut = [{ name: 'leader-loss', why: 'it needs a cluster: --target cluster:PATH' }];
  const run = sampleRun({
    ...{ seed: 42, faults: ['kill'], leftOut },
    verdict: 'invalid',
    scenarios: [brokenQueueGroup({ elapsedMs: 412.3456 }), eviction()],
  });

  const report: unknown = JSON.parse(JSON.stringify(reportRun(run)));

  expect(report).toMatchObject({
    verdict: 'invalid',
    problem: null,
    runId: 'k3f9',
    target: 'the embedded server',
    seed: 42,
    faults: ['kill'],
    leftOut,
    elapsedMs: 4321,
    historyFolder: '/tmp/nats-test-k3f9',
    scenarios: [
      {
        name: 'queue-group',
        verdict: 'invalid',
        elapsedMs: 412,
        findings: [{ checker: 'queue exclusivity', verdict: 'invalid', proof: delivered }],
        historyFile: '/tmp/nats-test-k3f9/queue-group.ndjson',
      },
      { name: 'eviction', verdict: 'valid', historyFile: null },
    ],
  });
});

test('the report leaves the histories where they are', () => {
  const { scenarios } = reportRun(sampleRun());

  expect(scenarios[0]).not.toHaveProperty('history');
});
