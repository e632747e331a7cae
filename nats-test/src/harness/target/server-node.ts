import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { Serial } from '../../base/serial';
import { ServerProcess, StartFailure, type ServerCommand } from './server-process';
import { TargetError } from './target';

/** A server that can be struck, or one node of a cluster. */
export interface NodeOptions {
  /** For people, as `the server` or `node 1`. */
  readonly title: string;
  /** Asked for at each start, with the same ports each time. */
  readonly command: () => ServerCommand;
  /** What it stores on disk; it makes the folder itself. */
  readonly folder?: string;
  /** Called with a sentence when it has ended though nobody asked for it. */
  readonly onDied: (sentence: string) => void;
}

/** How long somebody else may have a port of a server that is to come back. */
const PORT_TAKEN_MS = 5000;
const PORT_RETRY_MS = 100;

/** A server process that is ended and started again under one name. */
export class ServerNode {
  private readonly options: NodeOptions;
  private process: ServerProcess | undefined;
  private frozen = false;
  /** One thing after the other, whoever asks. */
  private readonly changes = new Serial();
  private readonly closing = new AbortController();

  constructor(options: NodeOptions) {
    this.options = options;
  }

  get isRunning(): boolean {
    return this.process?.isRunning === true;
  }

  /** Whether it runs and answers. */
  get isUp(): boolean {
    return this.isRunning && !this.frozen;
  }

  /** @throws StartFailure when it can't be started, at the first try */
  begin(): Promise<void> {
    return this.changes.run(() => this.launch());
  }

  /**
   * Starts it again, unless it runs.
   * @throws TargetError when it does not come back
   */
  start(keepsStore: boolean): Promise<void> {
    const { title, folder } = this.options;
    return this.changes.run(async () => {
      if (this.isRunning) return;
      if (!keepsStore && folder !== undefined) await rm(folder, { recursive: true, force: true });
      const endsAtMs = performance.now() + PORT_TAKEN_MS;
      for (;;) {
        try {
          await this.launch();
          return;
        } catch (error) {
          if (!(error instanceof StartFailure)) throw error;
          if (error.isPortTaken && performance.now() < endsAtMs) {
            await sleep(PORT_RETRY_MS);
            continue;
          }
          const next = error.isPortTaken
            ? 'another program took its port while it was away, run it again'
            : 'run it again, and see its log if it stays so';
          throw new TargetError(`${title} did not come back: ${error.message}; ${next}`, {
            cause: error,
          });
        }
      }
    });
  }

  kill(): Promise<void> {
    return this.changes.run(async () => this.process?.kill());
  }

  stop(): Promise<void> {
    return this.changes.run(async () => this.process?.stop());
  }

  freeze(): void {
    if (!this.isRunning) return;
    this.process?.signal('SIGSTOP');
    this.frozen = true;
  }

  thaw(): void {
    this.process?.signal('SIGCONT');
    this.frozen = false;
  }

  send(message: object): void {
    this.process?.send(message);
  }

  /** Ends it for good, also while it starts. Nothing of it is worth a graceful end. */
  close(): Promise<void> {
    this.closing.abort();
    return this.kill();
  }

  private async launch(): Promise<void> {
    const { signal } = this.closing;
    const process = await ServerProcess.start({ ...this.options.command(), signal });
    this.process = process;
    this.frozen = false;
    void process.died.then((how) => {
      this.options.onDied(`${this.options.title} ended though nobody asked it to: ${how}`);
    });
  }
}
