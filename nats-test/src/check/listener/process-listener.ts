import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit } from '../../base/at-exit';
import { isGroupAlive, signalGroup } from '../../base/process-group';
import type { CommandOptions } from '../options';
import { Lines } from './lines';
import type { Listener, ListenerEvents, ListenerPlace, OpenListener } from './listener';
import { inTime } from './time-limit';

const START_MS = 30_000;
/** What it has printed may arrive here a little later than its end. */
const LAST_WORDS_MS = 200;
const LOOK_MS = 5;

type Terms = Pick<CommandOptions<unknown, unknown>, 'command' | 'cwd' | 'env' | 'startMs'>;

/** Lives of a listener that is a process of its own, with all that its command starts. */
export function openProcessListener(terms: Terms): OpenListener {
  return (place, events) => new ProcessListener(terms, place, events);
}

class ProcessListener implements Listener {
  private readonly terms: Terms;
  private readonly place: ListenerPlace;
  private readonly events: ListenerEvents;
  private child: ChildProcess | undefined;
  private isAsked = false;
  /** What it says is told no more. */
  private isOver = false;
  private isGone = true;
  /** Resolves when all of it has ended. */
  private gone: Promise<void> = Promise.resolve();

  constructor(terms: Terms, place: ListenerPlace, events: ListenerEvents) {
    this.terms = terms;
    this.place = place;
    this.events = events;
  }

  async start(): Promise<void> {
    const { command, cwd = '.', env } = this.terms;
    const { url, clusterId, clientId } = this.place;
    const child = spawn(command, {
      shell: true,
      cwd,
      env: {
        ...process.env,
        NATS_URL: url,
        NATS_CLUSTER_ID: clusterId,
        NATS_CLIENT_ID: clientId,
        ...env?.(this.place),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: signals reach all that the command has started, and Ctrl+C is for us.
      detached: true,
    });
    this.child = child;
    const spawned = new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        // Node names the shell, which is there.
        const why = existsSync(cwd) ? error.message : `there is no folder ${cwd}`;
        reject(new Error(`the command "${command}" can't be started: ${why}`, { cause: error }));
      });
    });
    if (child.pid !== undefined) this.watch(child);
    await spawned;
  }

  async stop(): Promise<void> {
    if (this.child === undefined)
      throw new Error('it has not started, so there is nothing to stop');
    this.isAsked = true;
    this.signal('SIGTERM');
    const ms = this.terms.startMs ?? START_MS;
    try {
      await inTime(
        this.gone,
        ms,
        `"${this.terms.command}" did not end within ${ms / 1000} s after SIGTERM, and was killed: have it close its client and exit, or raise startMs`,
      );
    } catch (error) {
      await this.kill();
      throw error;
    }
    this.isOver = true;
  }

  async kill(): Promise<void> {
    this.isAsked = true;
    this.isOver = true;
    this.signal('SIGKILL');
    await this.gone;
  }

  async dispose(): Promise<void> {
    await this.kill();
  }

  /** Not when it is gone: another group may have its number by now. */
  private signal(signal: NodeJS.Signals): void {
    if (this.child !== undefined && !this.isGone) signalGroup(this.child, signal);
  }

  private watch(child: ChildProcess): void {
    this.isGone = false;
    const forget = atExit(() => {
      this.signal('SIGKILL');
    });
    this.gone = untilGone(child).then(() => {
      this.isGone = true;
      forget();
    });
    const say = (text: string): void => {
      if (!this.isOver) this.events.said(text);
    };
    const streams = [child.stdout, child.stderr].map((stream) => {
      const lines = new Lines(say);
      stream?.setEncoding('utf8').on('data', (text: string) => {
        lines.add(text);
      });
      return lines;
    });
    child.once('exit', (code, signal) => {
      let isTold = false;
      const tell = (): void => {
        if (isTold) return;
        isTold = true;
        for (const lines of streams) lines.end();
        if (this.isAsked) return;
        this.isOver = true;
        this.events.exited(howItEnded(code, signal));
      };
      // Its last words come before its end; but what it has started may hold its output open.
      child.once('close', tell);
      setTimeout(tell, LAST_WORDS_MS).unref();
    });
  }
}

/** Resolves when the process and all of its group have ended. */
async function untilGone(child: ChildProcess): Promise<void> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (isGroupAlive(child)) await delay(LOOK_MS);
  // A process that has left the group may hold its output open.
  await Promise.race([closed, delay(LAST_WORDS_MS, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** What shells say with a status above that is a signal. */
const SIGNAL_STATUS = 128;

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null || code === null) return `signal ${signal ?? 'unknown'}`;
  const number = code - SIGNAL_STATUS;
  const name = Object.entries(constants.signals).find(([, it]) => it === number)?.[0];
  if (name !== undefined) return `signal ${name}`;
  if (code === 127) return 'status 127 (its command was not found)';
  if (code === 126) return 'status 126 (its command is not executable)';
  return `status ${code}`;
}
