import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { CleanUp } from './lesson-server';
import { waitFor, within } from './wait-for';

export type LessonName = 'publisher' | 'listener';

/** How a lesson ended, and all that it said. */
export interface LessonEnd {
  /** Undefined when a signal ended it. */
  readonly exitStatus: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const packageFolder = resolve(__dirname, '../..');

/** Nothing of the tests' own environment may change where a lesson connects. */
const noLessonSettings = {
  NATS_URL: undefined,
  NATS_CLUSTER_ID: undefined,
  NATS_CLIENT_ID: undefined,
};

/** A lesson that runs as a process beside the test. */
export class LessonProcess {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  /** @param args program and its arguments, run in the package's folder */
  constructor(cleanUp: CleanUp, args: readonly [string, ...string[]], env: NodeJS.ProcessEnv) {
    const [program, ...programArgs] = args;
    this.#child = spawn(program, programArgs, {
      cwd: packageFolder,
      env: { ...process.env, ...noLessonSettings, ...env },
      // A process group of its own, so that a signal reaches npm, ts-node-dev and the script
      // together, as Ctrl+C in a terminal does.
      detached: true,
    });
    // 'close' and not 'exit': all that it said has been read by then.
    this.#closed = once(this.#child, 'close');
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    cleanUp(async () => {
      this.signal('SIGKILL');
      await this.#closed;
    });
  }

  /** Waits until stdout has a match, and gives all matches so far. `pattern` must be global. */
  async says(pattern: RegExp, count = 1, withinMs = 45_000): Promise<string[]> {
    const matches = () => this.stdout.match(pattern) ?? [];
    try {
      return await waitFor(
        `${String(pattern)} on stdout`,
        () => (matches().length >= count ? matches() : undefined),
        withinMs,
      );
    } catch (error) {
      throw new Error(`stdout: ${this.stdout}\nstderr: ${this.stderr}`, { cause: error });
    }
  }

  /** Types a line and Enter. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Sends the signal to the whole process group; does nothing when it is gone. */
  signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Waits for its end. */
  async ended(withinMs = 45_000): Promise<LessonEnd> {
    await within('the end of the lesson', this.#closed, withinMs);
    const { stdout, stderr } = this;
    return { exitStatus: this.#child.exitCode ?? undefined, stdout, stderr };
  }
}

/** Runs a lesson's script alone, without npm and ts-node-dev: for its own exit status, and quicker. */
export function startLesson(
  cleanUp: CleanUp,
  name: LessonName,
  env: NodeJS.ProcessEnv,
): LessonProcess {
  const args = ['-r', 'ts-node/register/transpile-only', `src/${name}.ts`];
  return new LessonProcess(cleanUp, [process.execPath, ...args], env);
}

/** Runs a lesson as its users do: `npm run publish` or `npm run listen`. */
export function startNpmLesson(
  cleanUp: CleanUp,
  script: 'publish' | 'listen',
  env: NodeJS.ProcessEnv,
): LessonProcess {
  // ts-node-dev never removes what it writes there. Registered first, so undone last.
  const tmpFolder = mkdtempSync(join(tmpdir(), 'nats-test-lesson-'));
  cleanUp(() => rm(tmpFolder, { recursive: true }));
  return new LessonProcess(cleanUp, ['npm', 'run', script], { TMPDIR: tmpFolder, ...env });
}
