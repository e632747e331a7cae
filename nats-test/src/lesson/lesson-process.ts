import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { EndedEvent, ProcessName, SaidEvent } from './lesson-event';
import type { LessonScripts } from './lesson-scripts';

/** One run of a lesson, as a process beside this one. */
export class LessonProcess {
  readonly name: ProcessName;
  private readonly child: ChildProcess;
  private endedAs: EndedEvent | undefined;
  private readonly complaints: string[] = [];

  /** @param onEvent hears each line, and the end after the last line */
  constructor(
    name: ProcessName,
    scripts: LessonScripts,
    url: string,
    onEvent: (event: SaidEvent | EndedEvent) => void,
  ) {
    this.name = name;
    const script = name === 'publisher' ? scripts.publisher : scripts.listener;
    // In this process's group, so that Ctrl+C in a terminal reaches it, too.
    const child = spawn(process.execPath, [...scripts.nodeArgs, script], {
      cwd: scripts.folder,
      env: lessonEnvironment(process.env, url),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const say = (stream: SaidEvent['stream'], line: string): void => {
      if (stream === 'stderr') this.complaints.push(line.trim());
      onEvent({ kind: 'said', source: name, stream, line });
    };
    // A process that could not be started has no exit status; Node says why.
    child.on('error', (error) => say('stderr', error.message));
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const linesRead = [
      readLines(child.stdout, (line) => say('stdout', line)),
      readLines(child.stderr, (line) => say('stderr', line)),
    ];
    void Promise.all([closed, ...linesRead]).then(() => {
      this.endedAs = {
        kind: 'ended',
        source: name,
        exitStatus: child.exitCode ?? undefined,
        signal: child.signalCode ?? undefined,
      };
      onEvent(this.endedAs);
    });
  }

  /** How it ended; undefined while it runs or may still have something to say. */
  get end(): EndedEvent | undefined {
    return this.endedAs;
  }

  /** Why it failed, in a line of its own on stderr; '' when it said nothing there. */
  get complaint(): string {
    // Of a stack trace the error's own line, with the compiler's remarks after it; else the last line.
    const errors = this.complaints.filter((line) => /^\w*Error\b|: error TS\d/.test(line));
    return (errors.length > 0 ? errors : this.complaints).findLast((line) => line !== '') ?? '';
  }

  /** Does nothing when it has ended. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Hears nothing more of it: for one whose pipes outlive it. */
  forget(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    this.child.unref();
  }
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const lines = createInterface(stream);
  lines.on('line', onLine);
  await once(lines, 'close');
}

/** What a lesson finds in its environment: this one's, but for where to connect and how to compile. */
function lessonEnvironment(inherited: NodeJS.ProcessEnv, url: string): NodeJS.ProcessEnv {
  // One client ID for three processes would keep two of them out, and settings of ts-node may be
  // meant for another project.
  const kept = Object.entries(inherited).filter(
    ([name]) => name !== 'NATS_CLIENT_ID' && !name.startsWith('TS_NODE_'),
  );
  return { ...Object.fromEntries(kept), NATS_URL: url };
}
