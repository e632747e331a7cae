import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, test } from 'vitest';

import { startServer } from '../../src/index';
import { waitFor } from '../support/wait-for';
import { CliProcess, mainFile, type CleanUp } from './cli-process';

/** A disk without room, as a device. */
const fullDisk = '/dev/full';

/** Runs `nats-test` with one of its outputs on a full disk. */
function startOnFullDisk(
  cleanUp: CleanUp,
  output: 'stdout' | 'stderr',
  args: readonly string[],
): CliProcess {
  const redirect = output === 'stdout' ? '>' : '2>';
  const command = [process.execPath, mainFile, ...args];
  const script = `exec "$@" ${redirect} ${fullDisk}`;
  return new CliProcess(cleanUp, 'sh', ['-c', script, 'sh', ...command], {});
}

/** The first line that a server sends to a client; undefined as long as there is no server. */
async function greeting(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString();
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

describe.skipIf(!existsSync(fullDisk))('on a full disk', () => {
  test.concurrent(
    'a server whose log is lost goes on, and ends well',
    async ({ expect, onTestFinished }) => {
      const probe = await startServer();
      const { port } = probe;
      await probe.stop();
      const args = ['serve', '-a', '127.0.0.1', '-p', String(port), '-DV'];
      const server = startOnFullDisk(onTestFinished, 'stderr', args);

      expect(await waitFor('a greeting', () => greeting(port), 30_000)).toMatch(/^INFO /);
      // It had more to log of this client, and is there for the next one.
      expect(await greeting(port)).toMatch(/^INFO /);

      server.child.kill('SIGTERM');
      expect((await server.ended()).exitStatus).toBe(0);
    },
  );

  test.concurrent.for(['--version', '--help', 'serve --help'])(
    'a result that is lost is no success: %s',
    async (line, { expect, onTestFinished }) => {
      const command = startOnFullDisk(onTestFinished, 'stdout', line.split(' '));

      const { exitStatus, stderr } = await command.ended();

      expect({ exitStatus, stderr }).toEqual({
        exitStatus: 2,
        stderr: 'nats-test: standard output cannot be written (ENOSPC): send it elsewhere.\n',
      });
    },
  );

  test.concurrent(
    'a mistake keeps its exit status when nobody can read of it',
    async ({ expect, onTestFinished }) => {
      const { exitStatus } = await startOnFullDisk(onTestFinished, 'stderr', ['nope']).ended();

      expect(exitStatus).toBe(2);
    },
  );
});
