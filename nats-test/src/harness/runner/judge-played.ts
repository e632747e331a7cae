import type { HistoryHeader } from '../history/format';
import { withoutRunId } from '../report/shorten';
import type { Scenario } from '../scenarios/scenario';
import { judge, type Judgement } from './judge';
import type { Played } from './played';

/**
 * What is said of a scenario that was played, now or at the time that its history tells of: what the
 * checkers say, unless others had their hands in it.
 */
export function judgePlayed(
  scenario: Scenario,
  played: Played,
  { facts, faults, runId }: Pick<HistoryHeader, 'facts' | 'faults' | 'runId'>,
): Judgement {
  const isStorm = faults !== undefined;
  const judged = judge(scenario, played.history, facts, played.problem, isStorm);
  // Names that are unique to the run say less than those that the scenario gives.
  const judgement = { ...judged, seen: withoutRunId(judged.seen, runId) };
  return { ...judgement, ...doubtOf(scenario, played, judged) };
}

/** Why a verdict is not to be believed. */
function doubtOf(
  { channel }: Scenario,
  { isShared, strange }: Played,
  { verdict }: Judgement,
): Pick<Judgement, 'verdict' | 'seen'> | undefined {
  // Another run's events change what a right server does.
  if (isShared && verdict !== 'valid') {
    const seen = `another run published on ${String(channel)} meanwhile: run it again when none is under way`;
    return { verdict: 'unknown', seen };
  }
  // The server has made it up, or a stranger has published it.
  if (strange !== undefined && verdict === 'valid') {
    const seen = `an event came on ${String(channel)} that no run of nats-test has published: ${JSON.stringify(strange)}`;
    return { verdict: 'unknown', seen };
  }
  return undefined;
}
