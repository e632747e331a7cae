import type { Snapshot } from './ask-monitoring';
import type { Check, Verdict } from './judge';
import type { ProcessName } from './lesson-event';
import type { LessonRecord } from './lesson-record';
import { publications, receptions, type Reception } from './sightings';

/** What `nats-test start --json` prints. */
export interface Report {
  readonly verdict: Verdict['verdict'];
  /** Empty when the verdict is unknown. */
  readonly checks: readonly Check[];
  /** One sentence; null when the run went to its end. */
  readonly problem: string | null;
  readonly elapsedMs: number;
  /** The data of each event as the publisher told it; null where it did not. */
  readonly published: readonly (string | null)[];
  readonly received: readonly Reception[];
  readonly processes: readonly {
    readonly name: ProcessName;
    /** Null when a signal ended it. */
    readonly exitStatus: number | null;
    readonly signal: string | null;
  }[];
  /** As the server's monitoring gave it; null when there was none to ask. */
  readonly monitoring: {
    readonly whileListening: Snapshot | null;
    readonly afterwards: Snapshot | null;
  };
}

/** Turns a run and its verdict into plain JSON. */
export function report(record: LessonRecord, { verdict, checks, problem }: Verdict): Report {
  const ends = record.events.filter((event) => event.kind === 'ended');
  return {
    verdict,
    checks,
    problem: problem ?? null,
    elapsedMs: record.elapsedMs,
    published: publications(record).map((data) => data ?? null),
    received: receptions(record),
    processes: ends.map(({ source, exitStatus, signal }) => ({
      name: source,
      exitStatus: exitStatus ?? null,
      signal: signal ?? null,
    })),
    monitoring: {
      whileListening: record.whileListening ?? null,
      afterwards: record.afterwards ?? null,
    },
  };
}
