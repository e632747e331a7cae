import type { EndedEvent, ProcessName, SaidEvent } from './lesson-event';
import { LessonProcess } from './lesson-process';
import type { LessonScripts } from './lesson-scripts';
import { StepError } from './step-error';
import { waitUntil } from './wait-until';

/** How long a process may take to close its connection and end. */
const CLOSE_LIMIT_MS = 5000;
/** The same when nothing depends on it any more. */
const LAST_LIMIT_MS = 1000;

/** The processes of one run. None of them outlives it. */
export class Crew {
  private readonly members: LessonProcess[] = [];
  private readonly scripts: LessonScripts;
  private readonly url: string;
  private readonly onEvent: (event: SaidEvent | EndedEvent) => void;
  // Whatever ends this process takes them along: an uncaught error, too.
  private readonly killAll = (): void => {
    for (const member of this.running()) member.signal('SIGKILL');
  };

  constructor(
    scripts: LessonScripts,
    url: string,
    onEvent: (event: SaidEvent | EndedEvent) => void,
  ) {
    this.scripts = scripts;
    this.url = url;
    this.onEvent = onEvent;
    process.once('exit', this.killAll);
  }

  start(name: ProcessName): LessonProcess {
    const member = new LessonProcess(name, this.scripts, this.url, this.onEvent);
    this.members.push(member);
    return member;
  }

  /**
   * Sends a signal and waits for the end.
   * @throws StepError when it goes on running
   */
  async close(
    members: readonly LessonProcess[],
    signal: NodeJS.Signals,
    interrupted: AbortSignal,
  ): Promise<void> {
    for (const member of members) member.signal(signal);
    for (const member of members) {
      await waitUntil(
        `${member.name} did not end after ${signal}`,
        CLOSE_LIMIT_MS,
        () => member.end !== undefined,
        interrupted,
      );
    }
  }

  /** Ends those that still run, by force if need be. */
  async dismiss(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (const member of this.running()) member.signal(signal);
      try {
        await waitUntil('not all ended', LAST_LIMIT_MS, () => this.running().length === 0);
        break;
      } catch (error) {
        if (!(error instanceof StepError)) throw error;
      }
    }
    for (const member of this.running()) member.forget();
    process.removeListener('exit', this.killAll);
  }

  private running(): LessonProcess[] {
    return this.members.filter((member) => member.end === undefined);
  }
}
