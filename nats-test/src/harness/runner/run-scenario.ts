import { describeStep } from '../scenarios/describe-step';
import type { Script } from '../scenarios/scenario';
import type { Target } from '../target/target';
import type { RunEvent } from '../report/run-result';
import { MonitoringError } from '../../monitor/ask';
import { answers } from './answers';
import { clearStage } from './clear-stage';
import { perform, StepFailure } from './perform';
import { Stage } from './stage';
import { watch } from './watch';
import type { HistoryEnd } from '../history/format';
import type { History } from '../history/operation';
import type { HistoryWriter } from './write-history';

/** A scenario that was played. */
export interface Played {
  readonly history: History;
  /** What kept it from being played to its end. */
  readonly problem: string | undefined;
  /** Somebody else published on its channel meanwhile. */
  readonly isShared: boolean;
  /** What came on its channel meanwhile and is of no run of this software. */
  readonly strange: string | undefined;
}

/** As the history's last line tells of it. */
export function endOf({ problem, isShared, strange }: Played): HistoryEnd {
  return {
    ...(problem === undefined ? {} : { problem }),
    ...(isShared ? { isShared } : {}),
    ...(strange === undefined ? {} : { strange }),
  };
}

/**
 * Plays a scenario on a target, and clears away what it leaves there.
 * @param writer gets the history while it happens; that it can't write ends the scenario
 */
export async function runScenario(
  scenario: Script,
  target: Target,
  runId: string,
  onEvent: (event: RunEvent) => void,
  interrupted: AbortSignal,
  writer: Pick<HistoryWriter, 'write' | 'failed'>,
): Promise<Played> {
  const stage = new Stage(scenario, target, runId, (operation) => writer.write(operation));
  const interrupt = (): void => {
    stage.waiting.end(`interrupted by ${String(interrupted.reason)}`);
  };
  const unwritable = (): void => {
    stage.waiting.end(String(writer.failed.reason));
  };
  if (interrupted.aborted) interrupt();
  if (writer.failed.aborted) unwritable();
  interrupted.addEventListener('abort', interrupt);
  writer.failed.addEventListener('abort', unwritable);
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
    interrupted.removeEventListener('abort', interrupt);
    writer.failed.removeEventListener('abort', unwritable);
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
