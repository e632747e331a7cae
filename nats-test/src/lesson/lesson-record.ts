import type { Snapshot } from './ask-monitoring';
import type { LessonEvent } from './lesson-event';

/** All that was seen in one run of the main job: plain data, judged and shown when the run is over. */
export interface LessonRecord {
  /** How many events were to be published. */
  readonly eventsPlanned: number;
  readonly events: readonly LessonEvent[];
  /** The monitoring when all was published and processed, with the listeners still there; undefined when it never came to that. */
  readonly whileListening: Snapshot | undefined;
  /** The monitoring after the listeners' end; undefined when there was no server to ask. */
  readonly afterwards: Snapshot | undefined;
  /** What kept the run from going on, in one sentence; undefined when it went to its end. */
  readonly problem: string | undefined;
  readonly elapsedMs: number;
}
