import type { DecodedHistory } from '../history/decode-history';
import type { History } from '../history/operation';
import type { ScenarioResult } from '../report/run-result';
import type { Scenario } from '../scenarios/scenario';
import { judgePlayed } from './judge-played';

/** Judges a history that was read from its file, by the checkers that verify has. */
export function judgeAgain(
  scenario: Scenario,
  { header, history, end }: DecodedHistory,
  historyFile: string,
): ScenarioResult {
  const { name, lesson, expected } = scenario;
  const cutOff = end ? undefined : `its file is cut off behind ${countOf(history.length)}`;
  const played = {
    history,
    problem: cutOff ?? end?.problem ?? lackOfEnd(history),
    isShared: end?.isShared ?? false,
    strange: end?.strange,
  };
  const judged = judgePlayed(scenario, played, header);
  // Nobody vouches for a file without its digest, whatever it seems to show.
  const seen = judged.verdict === 'invalid' ? `${String(cutOff)}; until then ${judged.seen}` : '';
  const believed =
    cutOff === undefined
      ? judged
      : { ...judged, verdict: 'unknown' as const, seen: seen || cutOff };
  // Of when the scenario was played, not of now.
  const elapsedMs = history.at(-1)?.timeMs ?? 0;
  return { name, lesson, expected, ...believed, elapsedMs, history, historyFile };
}

/** A run that had no problem has written that the scenario came to its end. */
function lackOfEnd(history: History): string | undefined {
  if (history.some(({ f }) => f === 'end')) return undefined;
  return 'nothing went wrong, it says, and yet the scenario has not come to its end: run it again';
}

function countOf(operations: number): string {
  return operations === 1 ? '1 operation' : `${operations} operations`;
}
