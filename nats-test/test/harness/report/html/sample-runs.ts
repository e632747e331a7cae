import type { History, Operation } from '../../../../src/harness/history/operation';
import type { ReportedRun } from '../../../../src/harness/report/html/reported-run';
import type { NamedFinding, ScenarioResult } from '../../../../src/harness/report/run-result';
import { eviction, sampleRun } from '../sample-run';
import { playedHistory, type PlayedFault } from './played-history';

const ORIGIN = {
  seed: 42,
  command: ['verify', '--target', 'embedded', '--faults', 'kill,freeze', '--seed', '42'],
  planFile: '/tmp/nats-test-k3f9/plan.json',
  version: '0.1.0',
  startedAt: '2026-03-01T12:00:00.000Z',
};

export const FAULTS: readonly PlayedFault[] = [
  { fault: 'kill', on: 'server', fromMs: 2500, toMs: 3400 },
  { fault: 'freeze', on: 'server', fromMs: 6000, toMs: 7100 },
  { fault: 'blackhole', on: 'l2', fromMs: 8200, toMs: 9600 },
  { fault: 'crash', on: 'l1', fromMs: 4700, toMs: 5300 },
  { fault: 'delay', on: 'audit', fromMs: 9900, toMs: 11_000 },
];

export const LOST = [100, 101, 104];
/** Of the long run. */
export const LOST_LATE = [9001, 9002, 9005];
export const DUPLICATED = [136];

export function scenario(history: History, changes: Partial<ScenarioResult> = {}): ScenarioResult {
  return {
    name: 'orders',
    lesson: 'Every acknowledged event reaches the group and the durable subscriber, whatever fails',
    expected: 'nothing lost',
    verdict: 'valid',
    seen: 'all events delivered',
    findings: [{ checker: 'lost', verdict: 'valid', seen: 'nothing lost', proof: [] }],
    elapsedMs: 16_500,
    history,
    historyFile: '/tmp/nats-test-k3f9/orders.ndjson',
    ...changes,
  };
}

function run(
  scenarios: readonly ScenarioResult[],
  changes: Partial<ReportedRun> = {},
): ReportedRun {
  return { ...sampleRun(), ...ORIGIN, elapsedMs: 17_234, scenarios, ...changes };
}

/** All is well, with and without faults. */
export function validRun(): ReportedRun {
  return run([
    scenario(playedHistory()),
    scenario(playedHistory({ faults: FAULTS, prefix: 'k3f9-stock-' }), {
      name: 'stock',
      historyFile: '/tmp/nats-test-k3f9/stock.ndjson',
    }),
  ]);
}

/** Operations about events with these numbers. */
function about(
  history: History,
  numbers: readonly number[],
  kinds: readonly string[],
): Operation[] {
  const ends = numbers.map((it) => `-${it}`);
  return history.filter(
    (it) => 'value' in it && kinds.includes(it.f) && ends.some((end) => it.value.endsWith(end)),
  );
}

function lostFinding(history: History, numbers: readonly number[]): NamedFinding {
  return {
    checker: 'lost',
    verdict: 'invalid',
    seen: `${numbers.length} events never delivered to group orders-group: number ${numbers.join(', ')}, in the middle`,
    proof: about(history, numbers, ['publish']),
  };
}

/** Findings of a history in which `LOST` and `DUPLICATED` were planted. */
export function plantedFindings(history: History): NamedFinding[] {
  const twice = about(history, DUPLICATED, ['deliver']).filter(({ client }) => client !== 'audit');
  return [
    lostFinding(history, LOST),
    {
      checker: 'queue exclusivity',
      verdict: 'invalid',
      seen: 'event 136 (#136) at two members as new: l1 and l2',
      proof: twice,
    },
    { checker: 'order', verdict: 'valid', seen: 'rising sequences', proof: [] },
    {
      checker: 'too late',
      verdict: 'unknown',
      seen: 'the harness stood still while a redelivery was due',
      proof: [],
    },
  ];
}

/** Events lost and duplicated under kill, freeze, blackhole and crash. */
export function invalidRun(): ReportedRun {
  const history = playedHistory({ faults: FAULTS, lost: LOST, duplicated: DUPLICATED });
  const broken = scenario(history, {
    verdict: 'invalid',
    seen: '3 of 160 events never delivered to group orders-group; event 136 at two members',
    findings: plantedFindings(history),
  });
  return run([eviction(), broken], { verdict: 'invalid' });
}

/** Nobody can tell. */
export function unknownRun(): ReportedRun {
  const history = playedHistory({ mainMs: 2000 }).slice(0, 60);
  const seen = 'interrupted by SIGINT';
  const cutShort = scenario(history, { verdict: 'unknown', seen, findings: [] });
  return run([cutShort], { verdict: 'unknown', problem: seen });
}

/** Nothing could be run. */
export function emptyRun(): ReportedRun {
  const problem = 'nothing answers at nats://localhost:4222: start a server, or give another --url';
  const { historyFolder: _, ...rest } = run([], { verdict: 'unknown', problem });
  return rest;
}

/** More than 100,000 operations, with faults over and over. */
export function longRun(): ReportedRun {
  const faults = Array.from({ length: 60 }, (_, i): PlayedFault => {
    const { fault, on, fromMs, toMs } = FAULTS[i % FAULTS.length]!;
    const [shiftMs] = [1000 + i * 4800 - fromMs];
    return { fault, on, fromMs: fromMs + shiftMs, toMs: toMs + shiftMs };
  });
  const play = { mainMs: 300_000, publishers: 4, listeners: 4, publishEachMs: 65 };
  const history = playedHistory({ ...play, faults, lost: LOST_LATE });
  const broken = scenario(history, {
    verdict: 'invalid',
    seen: '3 events lost',
    findings: [lostFinding(history, LOST_LATE)],
    elapsedMs: 305_000,
  });
  return run([broken], { verdict: 'invalid', elapsedMs: 306_000 });
}
