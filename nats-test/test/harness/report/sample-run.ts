import type { Operation } from '../../../src/harness/history/operation';
import type {
  NamedFinding,
  RunResult,
  ScenarioResult,
} from '../../../src/harness/report/run-result';

const RUN_ID = 'k3f9';

/** A run of two scenarios in which all is well. */
export function sampleRun(changes: Partial<RunResult> = {}): RunResult {
  return {
    runId: RUN_ID,
    target: 'the embedded server',
    leftOut: [],
    verdict: 'valid',
    scenarios: [queueGroup(), eviction()],
    elapsedMs: 4321,
    historyFolder: '/tmp/nats-test-k3f9',
    ...changes,
  };
}

export function queueGroup(changes: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    name: 'queue-group',
    lesson: 'A queue group gives each event to one of its members',
    expected: 'each of 30 events at exactly one of 3 members',
    verdict: 'valid',
    seen: '30 events, each at one of 3 members',
    findings: [finding({ verdict: 'valid', proof: [] })],
    elapsedMs: 412,
    history: delivered,
    historyFile: '/tmp/nats-test-k3f9/queue-group.ndjson',
    ...changes,
  };
}

export function eviction(changes: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    name: 'eviction',
    lesson: 'The server gives up a client that has gone silent, and until then its events wait',
    expected: 'the frozen client gone in time',
    verdict: 'valid',
    seen: 'gone after 1.6 s, 3 events waited',
    findings: [],
    elapsedMs: 3900,
    history: [],
    ...changes,
  };
}

export function finding(changes: Partial<NamedFinding> = {}): NamedFinding {
  return {
    checker: 'queue exclusivity',
    verdict: 'invalid',
    seen: 'event 4 at 2 members',
    proof: delivered,
    ...changes,
  };
}

/** A delivery of the n-th event of the scenario called queue-group. */
export function delivery(index: number, event: number, member: string): Operation {
  return {
    index,
    timeMs: index * 10,
    type: 'ok',
    f: 'deliver',
    client: member,
    subscription: member,
    channel: 'nats-test.queue-group',
    value: `${RUN_ID}-queue-group-${event}`,
    sequence: 100 + event,
    redelivered: false,
    redeliveryCount: 0,
  };
}

/** One event at two members. */
export const delivered: readonly Operation[] = [delivery(7, 4, 'a'), delivery(9, 4, 'b')];

/** As `queueGroup`, with one event at two members. */
export function brokenQueueGroup(changes: Partial<ScenarioResult> = {}): ScenarioResult {
  return queueGroup({
    verdict: 'invalid',
    seen: 'event 4 at 2 members',
    findings: [finding()],
    ...changes,
  });
}
