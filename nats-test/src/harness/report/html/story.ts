import { groupBy } from '../../../base/group-by';
import { describeOperation } from '../describe-operation';
import { eventNames } from '../event-names';
import type { ScenarioResult } from '../run-result';
import { withoutRunId } from '../shorten';
import type { Operation } from '../../history/operation';
import { bandsOf, phasesOf, type Band, type PhaseStretch } from './timeline/bands';
import type { MarkWords } from './timeline/draw-lane';
import { endOf, lanesOf, type Lane } from './timeline/lanes';
import { marksOf } from './timeline/mark';
import { lines, moment, shown } from './words';

/** A scenario's result with all that the page needs to know of its history, read once. */
export interface Story {
  readonly result: ScenarioResult;
  /** Places in the page. */
  readonly id: string;
  readonly lanes: readonly Lane[];
  readonly bands: readonly Band[];
  readonly phases: readonly PhaseStretch[];
  readonly endMs: number;
  readonly words: MarkWords;
  /** What happened in words, behind the client's name. */
  readonly describe: (operation: Operation) => string;
  readonly nameOfEvent: (value: string) => string;
  /** All publishes and deliveries of an event, and its acks. */
  readonly ofValue: (value: string) => readonly Operation[];
}

const EVENT_LENGTH = 40;

export function storyOf(result: ScenarioResult, runId: string, i: number): Story {
  const { history, name } = result;
  const nameOf = eventNames(runId, name);
  const nameOfEvent = (value: string): string => shown(nameOf(value), EVENT_LENGTH);
  const describe = (operation: Operation): string =>
    shown(withoutRunId(describeOperation(operation, nameOfEvent), runId));
  let values: ReadonlyMap<string, readonly Operation[]> | undefined;
  const byValue = (): ReadonlyMap<string, readonly Operation[]> =>
    groupBy(
      history.filter((it) => 'value' in it),
      ({ value }) => value,
    );
  return {
    result,
    id: `s${i}`,
    lanes: lanesOf(history, marksOf(history)),
    bands: bandsOf(history),
    phases: phasesOf(history),
    endMs: endOf(history),
    describe,
    nameOfEvent,
    ofValue: (value) => (values ??= byValue()).get(value) ?? [],
    words: {
      title: ({ operations, atMs, client }) => {
        const last = operations.at(-1) ?? operations[0];
        const took = last.timeMs - atMs;
        const after = operations.length < 2 ? '' : `, after ${took.toFixed(took < 10 ? 1 : 0)} ms`;
        const text = `${moment(atMs)}: ${shown(client, EVENT_LENGTH)} ${describe(last)}${after}`;
        return `${text} (${lines(operations)})`;
      },
      event: ({ operations: [it] }) => ('value' in it ? nameOfEvent(it.value) : undefined),
    },
  };
}
