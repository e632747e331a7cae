import { fork, type ChildProcess } from 'node:child_process';

import type { FromWorker, ToWorker, WorkerSetup } from '../load/protocol';

const END_MS = 4000;

/** A worker, as the bench sees it. */
export class WorkerProcess {
  readonly role: WorkerSetup['role'];
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  /**
   * @param file the compiled `load/worker`
   * @param onMessage hears what it says; when it ends by itself, that it has failed
   */
  constructor(file: string, role: WorkerSetup['role'], onMessage: (message: FromWorker) => void) {
    this.role = role;
    // Options of this process, such as a port for a debugger, are not for the other one.
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = fork(file, [], {
      serialization: 'advanced',
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2000);
    });
    child.on('message', (message) => onMessage(message as FromWorker));
    this.#ended = new Promise((resolve) => {
      const over = (how: string): void => {
        const why = stderr.split('\n').find((line) => /error/i.test(line));
        onMessage({
          kind: 'failed',
          error: `a ${role} process ended: ${how}${why === undefined ? '' : `, ${why.trim()}`}`,
        });
        resolve();
      };
      child.once('error', (error) => over(error.message));
      // 'close' and not 'exit': all that it said has been read by then.
      child.once('close', (code, signal) => over(signal ?? `status ${code}`));
    });
  }

  /** Whether it is gone. */
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  tell(message: ToWorker): void {
    // A worker that has ended hears nothing, which is known by then.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Lets it say goodbye, and ends it by force when that takes too long. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
