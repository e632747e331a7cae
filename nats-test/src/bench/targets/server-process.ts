import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { messageOf } from '../../base/message-of';
import { PlanError } from '../plan-error';

/** A server that the bench has started for itself. */
export interface ServerProcess {
  readonly url: string;
  readonly clusterId: string;
  readonly pid: number;
  /** Resolves with a sentence when it has ended though nobody asked it to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const CLUSTER_ID = 'nats-test-bench';
const START_MS = 15_000;
const STOP_MS = 5000;
const READY = 'Streaming Server is ready';
/** Enough for the reason of a start that failed. */
const LOG_CHARS_MAX = 20_000;

/**
 * Starts a server on loopback and free ports.
 * @param command the program, by its whole path, and what comes before the server's own flags
 * @param name how people call it
 * @param flags of the server, behind those that it needs for this
 * @throws PlanError when it can't be started
 */
export async function startServerProcess(
  command: readonly [string, ...string[]],
  name: string,
  store: 'memory' | 'file',
  flags: readonly string[] = [],
): Promise<ServerProcess> {
  const [program, ...before] = command;
  const folder = store === 'file' ? await mkdtemp(join(tmpdir(), 'nats-test-bench-')) : undefined;
  // Port -1 lets the server pick a free one and say which: no race for a port picked beforehand.
  const ownFlags = ['-a', HOST, '-p', '-1', '-m', '-1', '-cid', CLUSTER_ID];
  const storeFlags = folder === undefined ? [] : ['-st', 'FILE', '-dir', folder];
  const child = spawn(program, [...before, ...ownFlags, ...storeFlags, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl+C in a terminal is for the bench, which asks the server what it knows before it ends it.
    detached: true,
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`it could not be started (${error.message})`));
    child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `status ${code}`}`));
  });
  // For an end in a hurry, which a second Ctrl+C asks for.
  const killAtOnce = (): void => {
    child.kill('SIGKILL');
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', killAtOnce);
  const cleanUp = async (): Promise<void> => {
    process.off('exit', killAtOnce);
    await endProcess(child, exited);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  let port: number;
  try {
    port = await portOf(child, exited);
  } catch (error) {
    await cleanUp();
    const reason = messageOf(error);
    throw new PlanError(`${name} is no server that can be measured: ${reason}`, { cause: error });
  }
  let isStopping = false;
  return {
    url: `nats://${HOST}:${port}`,
    clusterId: CLUSTER_ID,
    pid: child.pid ?? 0,
    died: new Promise((resolve) => {
      void exited.then((how) => {
        if (!isStopping) resolve(`the server died: ${how}`);
      });
    }),
    stop: async () => {
      isStopping = true;
      await cleanUp();
    },
  };
}

/** Reads the log up to `Streaming Server is ready` for the port that the server picked. */
function portOf(child: ChildProcess, exited: Promise<string>): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(() => {
      reject(new Error(`it was not ready within ${START_MS / 1000} s`));
    }, START_MS);
    void exited.then((how) => {
      clearTimeout(timer);
      const last = log.trim().split('\n').at(-1) ?? '';
      reject(new Error(last === '' ? how : `${how}, and its last word was "${last}"`));
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < LOG_CHARS_MAX) log += text;
      const found = /Listening for client connections on \S+:(\d+)/.exec(log);
      if (!found || !log.includes(READY)) return;
      clearTimeout(timer);
      log = '';
      resolve(Number(found[1]));
    });
  });
}

async function endProcess(child: ChildProcess, exited: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exited;
  clearTimeout(timer);
}
