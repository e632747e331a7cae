import type { CheckOptions, FailureKind } from 'nats-test';

/** A small listener with one bug, and one like it without. */
export interface Pair {
  /** What the bug is, as the author would say when the report has been read. */
  readonly bug: string;
  readonly broken: CheckOptions;
  readonly correct: CheckOptions;
  /** As what kind of failure it shows, and which pattern its report must name. */
  readonly shows: readonly FailureKind[];
  readonly mendedBy: string;
}

interface Parts<State, Event> extends Omit<Pair, 'broken' | 'correct'> {
  /** What both have in common. */
  readonly common: Omit<CheckOptions<State, Event>, 'start' | 'command' | 'cwd' | 'env'>;
  readonly broken: Start<State>;
  readonly correct: Start<State>;
}

export type Start<State> = NonNullable<CheckOptions<State>['start']>;

export function pair<State, Event>(parts: Parts<State, Event>): Pair {
  const { common, broken, correct, ...rest } = parts;
  const of = (start: Start<State>): CheckOptions => {
    const options: CheckOptions<State, Event> = { ...common, start };
    return options as CheckOptions;
  };
  return { ...rest, broken: of(broken), correct: of(correct) };
}
