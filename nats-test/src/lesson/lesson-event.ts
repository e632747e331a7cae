/** What happened while the main job ran, in order. All that is judged comes from here and from the monitoring. */
export type LessonEvent = StepEvent | SaidEvent | EndedEvent;

/** What the main job does next. */
export interface StepEvent {
  readonly kind: 'step';
  readonly line: string;
}

/** A line of a process, or of the server's log. */
export interface SaidEvent {
  readonly kind: 'said';
  readonly source: Source;
  readonly stream: 'stdout' | 'stderr';
  readonly line: string;
}

/** A process came to its end. */
export interface EndedEvent {
  readonly kind: 'ended';
  readonly source: ProcessName;
  /** Undefined when a signal ended it. */
  readonly exitStatus: number | undefined;
  /** Undefined when it ended by itself. */
  readonly signal: string | undefined;
}

export type ListenerName = 'listener 1' | 'listener 2';

/** The publisher has one name for all its runs: they are one after the other. */
export type ProcessName = 'publisher' | ListenerName;

export type Source = 'server' | ProcessName;

export const LISTENERS: readonly ListenerName[] = ['listener 1', 'listener 2'];

/** How an end reads in a sentence: `with 0`, `by SIGKILL`. */
export function describeEnd({ exitStatus, signal }: EndedEvent): string {
  return signal === undefined ? `with ${exitStatus ?? 'no exit status'}` : `by ${signal}`;
}
