import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, test } from 'vitest';

import type { Operation } from '../../../src/harness/history/operation';
import type { RunResult } from '../../../src/harness/report/run-result';
import { verify } from '../../../src/harness/runner/verify';
import { scripts as scenarios } from '../../../src/harness/scenarios/all';
import { CALM } from '../../support/calm';
import type { Scenario } from '../../../src/harness/scenarios/scenario';
import { startServer } from '../../../src/index';
import type { CleanUp } from '../../support/lesson-server';
import type { LieName } from '../../support/lying-proxy/lies';
import { openLyingProxy } from '../../support/lying-proxy/open-lying-proxy';

/** What is found out about a server in one lesson. */
interface Conviction {
  readonly scenario: string;
  /** Who finds it. */
  readonly checker: string;
  /** Operations that must be part of the proof. */
  readonly proof: readonly Operation['f'][];
}

/** The lessons concerned, for each way of being wrong. */
const convictions: Readonly<Record<LieName, readonly Conviction[]>> = {
  'two members': [
    { scenario: 'queue-group', checker: 'queue exclusivity', proof: ['deliver', 'deliver'] },
  ],
  twice: ['queue-group', 'start-positions', 'durable-resume', 'graceful-close'].map((scenario) => ({
    scenario,
    checker: 'delivered',
    proof: ['deliver', 'deliver'],
  })),
  'forgets durables': [
    { scenario: 'durable-resume', checker: 'durable resume', proof: ['ack', 'deliver'] },
    { scenario: 'durable-unsubscribe', checker: 'durable resume', proof: ['close', 'publish'] },
  ],
  'never redelivers': [
    { scenario: 'redelivery', checker: 'redelivery', proof: ['deliver'] },
    { scenario: 'durable-resume', checker: 'durable resume', proof: ['deliver', 'subscribe'] },
  ],
  'redelivers what was acked': [
    { scenario: 'redelivery', checker: 'redelivery', proof: ['ack', 'deliver'] },
    { scenario: 'durable-resume', checker: 'durable resume', proof: ['ack', 'deliver'] },
  ],
  loses: [
    { scenario: 'queue-group', checker: 'delivered', proof: ['publish'] },
    { scenario: 'two-queue-groups', checker: 'groups independent', proof: ['publish'] },
  ],
  reorders: [{ scenario: 'start-positions', checker: 'order', proof: ['deliver', 'deliver'] }],
  'ignores max in flight': [
    { scenario: 'max-in-flight', checker: 'max in flight', proof: ['subscribe', 'deliver'] },
  ],
  'keeps the closed': [
    { scenario: 'graceful-close', checker: 'closed at once', proof: ['close', 'publish'] },
  ],
  'lets two clients share an ID': [
    { scenario: 'client-id-clash', checker: 'client ID exclusive', proof: ['connect', 'connect'] },
  ],
  'never evicts': [
    { scenario: 'eviction', checker: 'evicted', proof: ['freeze', 'registered'] },
    { scenario: 'client-id-takeover', checker: 'client ID taken over', proof: ['freeze'] },
  ],
  'forgets where to start': [
    { scenario: 'start-positions', checker: 'start position', proof: ['subscribe', 'publish'] },
  ],
  'redelivers too early': [
    { scenario: 'redelivery', checker: 'redelivery', proof: ['deliver', 'deliver'] },
  ],
};

describe('verify convicts a server behind a proxy', () => {
  const cases = Object.entries(convictions) as [LieName, readonly Conviction[]][];
  test.concurrent.for(cases)('of "%s"', async ([lie, expected], { expect, onTestFinished }) => {
    const concerned = expected.map(({ scenario }) => scenario);
    const some = scenarios.filter(({ name }) => concerned.includes(name));

    const { scenarios: results } = await verifyThrough(onTestFinished, some, lie);

    const verdicts = results.map(({ name, verdict, seen }) => ({ name, verdict, seen }));
    for (const { scenario, checker, proof } of expected) {
      expect(verdicts).toContainEqual(
        expect.objectContaining({ name: scenario, verdict: 'invalid' }),
      );
      const { findings = [] } = results.find(({ name }) => name === scenario) ?? {};
      const finding = findings.find((one) => one.checker === checker);
      expect(finding?.verdict).toBe('invalid');
      expect(missingFrom(finding?.proof ?? [], proof)).toEqual([]);
    }
  });
});

/** What a proof lacks of the kinds of operations that it must have. */
function missingFrom(
  proof: readonly Operation[],
  wanted: readonly Operation['f'][],
): Operation['f'][] {
  const there = proof.map(({ f }) => f);
  return wanted.filter((f) => {
    const at = there.indexOf(f);
    if (at >= 0) there.splice(at, 1);
    return at < 0;
  });
}

test('verify finds the same server valid where nobody lies', async ({ expect, onTestFinished }) => {
  const result = await verifyThrough(onTestFinished, scenarios);

  const verdicts = result.scenarios.map(({ name, verdict, seen }) => [name, verdict, seen]);
  expect(verdicts.filter(([, verdict]) => verdict !== 'valid')).toEqual([]);
  expect(result).toMatchObject({ verdict: 'valid' });
});

/** Runs scenarios on an embedded server behind a proxy. */
async function verifyThrough(
  cleanUp: CleanUp,
  some: readonly Scenario[],
  lie?: LieName,
): Promise<RunResult> {
  const historyFolder = await mkdtemp(join(tmpdir(), 'nats-test-doubles-'));
  cleanUp(() => rm(historyFolder, { recursive: true }));
  const heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
  const server = await startServer({
    heartbeatInterval: heartbeats.intervalMs,
    heartbeatTimeout: heartbeats.timeoutMs,
    heartbeatFailures: heartbeats.failuresMax,
  });
  cleanUp(() => server.stop());
  const proxy = await openLyingProxy({ host: '127.0.0.1', port: server.port }, lie);
  cleanUp(() => proxy.close());
  const { clusterId, monitoringUrl } = server;
  return verify({
    scenarios: some,
    target: {
      kind: 'url',
      connection: { url: proxy.url, clusterId },
      ...(monitoringUrl === undefined ? {} : { monitoringUrl }),
      heartbeats,
    },
    storm: CALM,
    historyFolder,
    onEvent: () => undefined,
    interrupted: new AbortController().signal,
  });
}
