import { askMonitoring, CHANNEL, type Snapshot } from './ask-monitoring';
import type { Crew } from './crew';
import { describeEnd, LISTENERS, type LessonEvent } from './lesson-event';
import { readPublished, readReceived } from './lesson-lines';
import type { LessonProcess } from './lesson-process';
import { liveSubscriptions } from './sightings';
import { StepError } from './step-error';
import { waitUntil } from './wait-until';

/** How long a lesson may take to compile, connect and do its work. */
const START_LIMIT_MS = 10_000;
/** How long the listeners may take for what is in the channel. */
const PROCESS_LIMIT_MS = 3000;

/** Everything that a run needs. */
export interface Play {
  readonly crew: Crew;
  readonly monitoringUrl: string;
  readonly eventsPlanned: number;
  /** What happened so far; grows while the play goes on. */
  readonly events: readonly LessonEvent[];
  readonly interrupted: AbortSignal;
  readonly onStep: (line: string) => void;
  /** Gets the monitoring as it was when the listeners had had their time, before they were closed. */
  readonly onProcessed: (snapshot: Snapshot) => void;
}

/**
 * What a user does in three terminals: listen, listen, publish, `rs`, `rs`, and Ctrl+C.
 * @throws StepError when a step fails
 */
export async function play(it: Play): Promise<void> {
  it.onStep('npm run listen, in two terminals');
  const listeners = LISTENERS.map((name) => it.crew.start(name));
  await waitUntilSubscribed(it, listeners);

  for (let run = 1; run <= it.eventsPlanned; run++) {
    it.onStep(run === 1 ? 'npm run publish' : 'rs');
    await publish(it);
  }
  await waitUntilProcessed(it, listeners);

  it.onStep('Ctrl+C for both listeners');
  await it.crew.close(listeners, 'SIGINT', it.interrupted);
}

async function waitUntilSubscribed(
  { monitoringUrl, interrupted }: Play,
  listeners: readonly LessonProcess[],
): Promise<void> {
  await waitUntil(
    `the listeners did not both subscribe to ${CHANNEL}`,
    START_LIMIT_MS,
    async () => {
      for (const listener of listeners) refuseEnd(listener, 'before it had subscribed');
      return liveSubscriptions(await askMonitoring(monitoringUrl)).length >= listeners.length;
    },
    interrupted,
  );
}

async function publish({ crew, events, interrupted }: Play): Promise<void> {
  const publishedBefore = countPublished(events);
  const publisher = crew.start('publisher');
  await waitUntil(
    'the publisher did not say that its event was published',
    START_LIMIT_MS,
    () => {
      if (countPublished(events) > publishedBefore) return true;
      refuseEnd(publisher, 'before it had published');
      return false;
    },
    interrupted,
  );
  // As ts-node-dev does on `rs`.
  await crew.close([publisher], 'SIGTERM', interrupted);
}

/** Waits until the listeners have printed and acknowledged all; what they have not is for the judge to say. */
async function waitUntilProcessed(it: Play, listeners: readonly LessonProcess[]): Promise<void> {
  let snapshot: Snapshot | undefined;
  try {
    await waitUntil(
      'the listeners did not print and acknowledge every event',
      PROCESS_LIMIT_MS,
      async () => {
        snapshot = await askMonitoring(it.monitoringUrl);
        for (const listener of listeners) refuseEnd(listener, 'before Ctrl+C');
        return countReceived(it.events) >= countPublished(it.events) && isAcknowledged(snapshot);
      },
      it.interrupted,
    );
  } finally {
    if (snapshot && !it.interrupted.aborted) it.onProcessed(snapshot);
  }
}

function isAcknowledged({ channel }: Snapshot): boolean {
  const subscriptions = channel?.subscriptions ?? [];
  return (
    subscriptions.every((it) => it.pending_count === 0) &&
    subscriptions.some((it) => it.last_sent === channel?.last_seq)
  );
}

function countPublished(events: readonly LessonEvent[]): number {
  return events.filter(
    (it) => it.kind === 'said' && it.source === 'publisher' && readPublished(it.line),
  ).length;
}

function countReceived(events: readonly LessonEvent[]): number {
  return events.filter(
    (it) =>
      it.kind === 'said' && LISTENERS.some((name) => name === it.source) && readReceived(it.line),
  ).length;
}

/** @throws StepError when the process has ended, with its own last words */
function refuseEnd({ name, end, complaint }: LessonProcess, tooEarly: string): void {
  if (end === undefined) return;
  const why = complaint === '' ? '' : `: ${complaint}`;
  throw new StepError(`${name} ended ${describeEnd(end)} ${tooEarly}${why}`);
}
