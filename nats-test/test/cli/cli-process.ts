import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { waitFor, within } from '../support/wait-for';

/** Undoes something when a test is over: a test context's `onTestFinished`. */
export type CleanUp = (undo: () => Promise<void>) => void;

const packageFolder = join(__dirname, '..', '..');

/** The compiled command, as `bin` of package.json names it; `npm test` compiles before. */
export const mainFile = join(packageFolder, 'dist', 'cli', 'main.js');

/** How a command ended, and all that it said. */
export interface CliEnd {
  /** Undefined when a signal ended it. */
  readonly exitStatus: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Working folder; the package's when left out. */
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another compiled command than this checkout's. */
  readonly file?: string;
}

/** Nothing of the tests' own environment may change what the command does. */
const noSettings = {
  NATS_URL: undefined,
  NATS_CLUSTER_ID: undefined,
  NATS_CLIENT_ID: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  npm_lifecycle_event: undefined,
};

/** `nats-test` as a process beside the test. */
export class CliProcess {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(cleanUp: CleanUp, program: string, args: readonly string[], options: CliOptions) {
    this.child = spawn(program, args, {
      cwd: options.folder ?? packageFolder,
      env: { ...process.env, ...noSettings, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // 'close' and not 'exit': all that it said has been read by then.
    this.#closed = once(this.child, 'close');
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    cleanUp(async () => {
      this.child.kill('SIGKILL');
      await this.#closed;
    });
  }

  /** Waits until stdout or stderr has a match. */
  async says(pattern: RegExp, withinMs = 45_000): Promise<RegExpExecArray> {
    try {
      return await waitFor(
        String(pattern),
        () => pattern.exec(this.stdout) ?? pattern.exec(this.stderr) ?? undefined,
        withinMs,
      );
    } catch (error) {
      throw new Error(`stdout: ${this.stdout}\nstderr: ${this.stderr}`, { cause: error });
    }
  }

  /** Waits until it has ended, and closed its pipes. */
  async ended(withinMs = 45_000): Promise<CliEnd> {
    await within('the end of the command', this.#closed, withinMs);
    const { stdout, stderr } = this;
    return { exitStatus: this.child.exitCode ?? undefined, stdout, stderr };
  }
}

/** Starts `nats-test` with these arguments. */
export function startCli(
  cleanUp: CleanUp,
  args: readonly string[],
  options: CliOptions = {},
): CliProcess {
  const file = options.file ?? mainFile;
  return new CliProcess(cleanUp, process.execPath, [file, ...args], options);
}

/** Runs `nats-test` with these arguments to its end. */
export function runCli(
  cleanUp: CleanUp,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliEnd> {
  return startCli(cleanUp, args, options).ended(30_000);
}
