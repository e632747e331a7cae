import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test } from 'vitest';

import type { Report } from '../../src/lesson/report';
import { waitFor } from '../support/wait-for';
import { runCli, startCli, type CleanUp, type CliEnd } from './cli-process';
import { copyPackage } from './package-copy';
import { makeTempFolder, manifestWith } from './temp-folder';

/** It runs six processes; on a busy machine each takes its time. */
const timeout = 60_000;

function readReport({ stdout }: CliEnd): Report {
  return JSON.parse(stdout) as Report;
}

/** Names of the promises that were broken. */
function broken({ checks }: Report): string[] {
  return checks.filter(({ ok }) => !ok).map(({ name }) => name);
}

/**
 * A listener that hears no signal and holds a connection to a witness for as long as it lives. (A
 * process ID would tell less: one that has ended keeps it until somebody has asked how.)
 */
const deafListener = `
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
require('node:net').connect(Number(process.env.WITNESS_PORT), '127.0.0.1');
`;

/** Sees processes come and go. */
async function startWitness(
  cleanUp: CleanUp,
): Promise<{ env: NodeJS.ProcessEnv; sees(count: number): Promise<unknown> }> {
  let present = 0;
  const server = createServer((socket) => {
    present++;
    socket.on('error', () => undefined);
    socket.on('close', () => present--);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(async () => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    env: { WITNESS_PORT: String(port) },
    sees: (count) =>
      waitFor(`${count} processes`, () => (present === count ? true : undefined), 15_000),
  };
}

describe('nats-test start, when something is wrong,', () => {
  test(
    'finds a listener that acknowledges nothing, and ends with 1',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const copy = await copyPackage(onTestFinished);
      await copy.change('listener', 'message.ack()', 'void 0');

      const end = await runCli(onTestFinished, ['start', '--json'], copy);

      const report = readReport(end);
      expect(end.exitStatus).toBe(1);
      expect(report.verdict).toBe('invalid');
      expect(broken(report)).toEqual(['acknowledged']);
    },
  );

  test(
    'finds listeners that do not share a queue group',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const copy = await copyPackage(onTestFinished);
      await copy.change('listener', "'accounting-queue-group', ", '');

      const end = await runCli(onTestFinished, ['start', '--json'], copy);

      expect(end.exitStatus).toBe(1);
      expect(broken(readReport(end))).toEqual(['processed-once']);
    },
  );

  test(
    'finds a listener that does not sign off',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const copy = await copyPackage(onTestFinished);
      await copy.change('listener', 'stan.close()', 'process.exit()');

      const end = await runCli(onTestFinished, ['start', '--json'], copy);

      expect(end.exitStatus).toBe(1);
      expect(broken(readReport(end))).toEqual(['subscriptions-gone']);
    },
  );

  test(
    'says why there is no verdict when the lessons cannot connect',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const folder = await makeTempFolder(onTestFinished, {
        'other.yaml': manifestWith('-cid', 'other'),
      });
      const { file } = await copyPackage(onTestFinished);

      const { exitStatus, stdout } = await runCli(
        onTestFinished,
        ['start', '--manifest', 'other.yaml'],
        { folder, file },
      );

      expect(exitStatus).toBe(1);
      expect(stdout).toMatch(/^No verdict: listener [12] ended with 1 .*No cluster "ticketing"/m);
    },
  );

  test('a manifest that is not there is bad usage', async ({ expect, onTestFinished }) => {
    const args = ['start', '--manifest', 'nope.yaml'];

    const { exitStatus, stdout, stderr } = await runCli(onTestFinished, args);

    expect({ exitStatus, stdout }).toEqual({ exitStatus: 2, stdout: '' });
    expect(stderr).toMatch(/^nats-test: nope\.yaml is not there; .*\.\n$/);
  });

  test(
    'an interruption ends it with 1, and takes along even a process that hears no signal',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const copy = await copyPackage(onTestFinished);
      await copy.replace('listener', deafListener);
      const witness = await startWitness(onTestFinished);
      const start = startCli(onTestFinished, ['start'], { ...copy, env: witness.env });
      await witness.sees(2);

      start.child.kill('SIGTERM');

      const { exitStatus, stdout } = await start.ended();
      expect(exitStatus).toBe(1);
      expect(stdout).toMatch(/\nNo verdict: interrupted by SIGTERM\.\n$/);
      await witness.sees(0);
    },
  );

  test(
    'a second signal ends it at once, and leaves no process behind',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const copy = await copyPackage(onTestFinished);
      await copy.replace('listener', deafListener);
      const witness = await startWitness(onTestFinished);
      const start = startCli(onTestFinished, ['start'], { ...copy, env: witness.env });
      await witness.sees(2);

      start.child.kill('SIGINT');
      const again = setInterval(() => start.child.kill('SIGINT'), 50);
      onTestFinished(() => clearInterval(again));

      const { exitStatus, stdout } = await start.ended();
      expect(exitStatus).toBe(130);
      expect(stdout).not.toContain('No verdict');
      await witness.sees(0);
    },
  );
});
