import { startServer, type EmbeddedServer } from '../server/embedded-server';
import { askMonitoring, type Snapshot } from './ask-monitoring';
import { Crew } from './crew';
import type { LessonEvent } from './lesson-event';
import type { LessonRecord } from './lesson-record';
import type { LessonScripts } from './lesson-scripts';
import { play } from './play';
import { StepError } from './step-error';

/** Enough to see the events go to one listener and to the other, and more than once. */
const EVENTS = 4;

export interface MainJobOptions {
  /** Flags of the server. Its address and ports are of no account: it takes free ones on loopback. */
  readonly args: readonly string[];
  readonly scripts: LessonScripts;
  /** Hears what happens, as it happens. */
  readonly onEvent: (event: LessonEvent) => void;
  /** Ends the run before its time. */
  readonly interrupted: AbortSignal;
}

/**
 * Runs the lesson for real: an embedded server, two listeners, and the publisher some times. Nothing
 * is left running, however it ends.
 * @returns what was seen; what went wrong in the run is in there, too
 * @throws SettingsError, FlagError, ListenError when the server could not start
 */
export async function runMainJob(options: MainJobOptions): Promise<LessonRecord> {
  const startedAtMs = performance.now();
  const events: LessonEvent[] = [];
  const note = (event: LessonEvent): void => {
    events.push(event);
    options.onEvent(event);
  };
  // On loopback and free ports, so that a port-forward on 4222 is no obstacle.
  const server = await startServer({
    args: options.args,
    host: '127.0.0.1',
    port: 0,
    monitoringPort: 0,
    log: (line) => note({ kind: 'said', source: 'server', stream: 'stderr', line }),
  });
  try {
    const seen = await runBeside(server, options, events, note);
    const elapsedMs = Math.round(performance.now() - startedAtMs);
    return { eventsPlanned: EVENTS, events, ...seen, elapsedMs };
  } finally {
    await server.stop();
  }
}

type Seen = Pick<LessonRecord, 'whileListening' | 'afterwards' | 'problem'>;

async function runBeside(
  server: EmbeddedServer,
  { scripts, interrupted }: MainJobOptions,
  events: readonly LessonEvent[],
  note: (event: LessonEvent) => void,
): Promise<Seen> {
  const { monitoringUrl = '' } = server;
  const crew = new Crew(scripts, server.url, note);
  let whileListening: Snapshot | undefined;
  let problem: string | undefined;
  try {
    await play({
      crew,
      monitoringUrl,
      eventsPlanned: EVENTS,
      events,
      interrupted,
      onStep: (line) => note({ kind: 'step', line }),
      onProcessed: (snapshot) => (whileListening = snapshot),
    });
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    problem = error.message;
  } finally {
    await crew.dismiss();
  }
  try {
    return { whileListening, afterwards: await askMonitoring(monitoringUrl), problem };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { whileListening, afterwards: undefined, problem: problem ?? error.message };
  }
}
