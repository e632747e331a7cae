import { describeStep } from '../scenarios/describe-step';
import type { Script } from '../scenarios/scenario';
import type { Target } from '../target/target';
import type { RunEvent } from '../report/run-result';
import { MonitoringError } from '../../monitor/ask';
import { answers } from './answers';
import { clearStage } from './clear-stage';
import { endOnAbort } from './end-on-abort';
import { perform, StepFailure } from './perform';
import type { Played } from './played';
import { Stage } from './stage';
import { watch } from './watch';
import type { HistoryWriter } from './write-history';

/**
 * Plays the steps of a scenario on a target, and clears away what it leaves there.
 * @param writer gets the history while it happens; that it can't write ends the scenario
 */
export async function runScript(
  scenario: Script,
  target: Target,
  runId: string,
  onEvent: (event: RunEvent) => void,
  interrupted: AbortSignal,
  writer: Pick<HistoryWriter, 'write' | 'failed'>,
): Promise<Played> {
  const stage = new Stage(scenario, target, runId, (operation) => writer.write(operation));
  const letGo = endOnAbort(stage.waiting, interrupted, [writer.failed]);
  const { name, steps } = scenario;
  let problem: string | undefined;
  const endWatch = watch(stage);
  try {
    for (const [i, step] of steps.entries()) {
      if (stage.waiting.endedBy !== undefined) break;
      const text = describeStep(step);
      onEvent({ kind: 'step', name, step: i + 1, steps: steps.length, text });
      await perform(stage, step);
    }
    problem = stage.waiting.endedBy ?? (await lastAnswer(stage));
    if (problem === undefined) stage.recorder.record({ f: 'end', type: 'ok', client: '' });
  } catch (error) {
    if (!(error instanceof StepFailure || error instanceof MonitoringError)) throw error;
    // A connection that was lost explains why the request was not answered.
    problem = stage.waiting.endedBy ?? error.message;
  } finally {
    endWatch();
    letGo();
    await clearStage(stage);
  }
  const { isShared, strange } = stage;
  return { history: stage.recorder.history, problem, isShared, strange };
}

/** What was not there when a server that answers was asked last did not come. */
async function lastAnswer(stage: Stage): Promise<string | undefined> {
  const silence = await answers(stage);
  return stage.waiting.endedBy ?? silence;
}
