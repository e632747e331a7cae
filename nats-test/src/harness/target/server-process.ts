import { spawn, type ChildProcess } from 'node:child_process';

import { atExit } from '../../base/at-exit';
import { lastWord } from './last-word';

/** How a server is started. */
export interface ServerCommand {
  /** The program, by its whole path, and what comes before the server's own flags. */
  readonly words: readonly [string, ...string[]];
  readonly flags: readonly string[];
  /** What its log says when it is ready. */
  readonly ready: RegExp;
  /** How long that may take; 15 s when left out. */
  readonly readyMs?: number;
  /** Whether it is a program of ours, which takes messages. */
  readonly takesMessages?: boolean;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

/** It was never ready. The message says why, as in `it ended with status 1`. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  /** Somebody else has one of its ports. */
  readonly isPortTaken: boolean;

  constructor(message: string, isPortTaken = false) {
    super(message);
    this.isPortTaken = isPortTaken;
  }
}

/** Of flag `ready` for a server that is alone: it takes clients. */
export const STREAMING_READY = /Streaming Server is ready/;

const START_MS = 15_000;
const STOP_MS = 5000;
/** How long what a process has written may take to arrive here when the process is gone. */
const LAST_WORD_MS = 200;
/** Enough for the start of a server with all limits told, and for the reason of its end. */
const LOG_CHARS_MAX = 20_000;

/** A server that was started, in a process group of its own. */
export class ServerProcess {
  /** Resolves with how it ended, as in `it ended with SIGKILL`. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private log = '';
  private clientPort: number | undefined;
  private httpPort: number | undefined;
  private isAsked = false;
  private isGone = false;

  private constructor({ words, flags, takesMessages = false }: ServerCommand) {
    const [program, ...before] = words;
    this.child = spawn(program, [...before, ...flags], {
      stdio: ['ignore', 'ignore', 'pipe', ...(takesMessages ? (['ipc'] as const) : [])],
      // Ctrl+C in a terminal is for us, who ask the server what it knows before we end it. And a
      // program that starts the server, as a script does, is struck together with it.
      detached: true,
    });
    const forget = atExit(() => {
      this.signal('SIGKILL');
    });
    this.ended = new Promise((resolve) => {
      const { child } = this;
      child.once('error', (error) => {
        resolve(`it could not be started (${error.message})`);
      });
      child.once('exit', (code, signal) => {
        this.isGone = true;
        const tell = (): void => {
          const word = lastWord(this.log);
          const how = `it ended with ${signal ?? `status ${code}`}`;
          resolve(word === '' ? how : `${how}, and its last word was "${word}"`);
        };
        child.once('close', tell);
        setTimeout(tell, LAST_WORD_MS).unref();
      });
    });
    void this.ended.then(forget);
  }

  /**
   * Starts a server.
   * @returns it when it is ready
   * @throws StartFailure when it is not in time
   */
  static async start(command: ServerCommand): Promise<ServerProcess> {
    const server = new ServerProcess(command);
    try {
      await server.untilReady(command);
    } catch (error) {
      await server.kill();
      throw error;
    }
    return server;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** As its log tells. */
  get port(): number {
    return this.clientPort ?? 0;
  }

  /** As its log tells; undefined when it has no monitoring. */
  get monitoringPort(): number | undefined {
    return this.httpPort;
  }

  get isRunning(): boolean {
    return this.child.pid !== undefined && !this.isGone;
  }

  /** Resolves with how it ended when nobody had asked it to. */
  get died(): Promise<string> {
    return new Promise((resolve) => {
      void this.ended.then((how) => {
        if (!this.isAsked) resolve(how);
      });
    });
  }

  /** Does nothing when it is gone. */
  signal(name: NodeJS.Signals): void {
    if (!this.isRunning) return;
    try {
      process.kill(-this.pid, name);
    } catch {
      // It ended in this very moment.
      this.child.kill(name);
    }
  }

  /** Tells a program of ours something. */
  send(message: object): void {
    // One that is gone hears nothing, and `ended` says so.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  /** Resolves when it is gone. */
  async kill(): Promise<void> {
    this.isAsked = true;
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Asks it to end; one that takes longer than 5 s is killed. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.isAsked = true;
    this.signal('SIGTERM');
    // A frozen one would hear of it later.
    this.signal('SIGCONT');
    const timer = setTimeout(() => {
      this.signal('SIGKILL');
    }, STOP_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private async untilReady({ ready, readyMs = START_MS, signal }: ServerCommand): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer);
        reject(new StartFailure(why, this.log.includes('address already in use')));
      };
      const timer = setTimeout(() => {
        const word = lastWord(this.log);
        const silence = word === '' ? '' : `, and its last word was "${word}"`;
        fail(`it was not ready within ${readyMs / 1000} s${silence}`);
      }, readyMs);
      const giveUp = (): void => {
        fail('it was given up');
      };
      if (signal?.aborted) giveUp();
      signal?.addEventListener('abort', giveUp, { once: true });
      void this.ended.then(fail);
      const { stderr } = this.child;
      const look = (): void => {
        this.clientPort ??= portIn(
          /Listening for client connections on \S+:(\d+)\s/.exec(this.log),
        );
        this.httpPort ??= portIn(/Starting https? monitor on \S+:(\d+)\s/.exec(this.log));
        if (this.clientPort === undefined || !ready.test(this.log)) return;
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        stderr?.off('data', look);
        resolve();
      };
      stderr?.setEncoding('utf8');
      // Without an end, since a server that dies later on has a last word, too.
      stderr?.on('data', (text: string) => {
        this.log = (this.log + text).slice(-LOG_CHARS_MAX);
      });
      stderr?.on('data', look);
    });
  }
}

function portIn(found: RegExpExecArray | null): number | undefined {
  return found === null ? undefined : Number(found[1]);
}
