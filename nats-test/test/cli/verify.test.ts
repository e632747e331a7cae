import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'vitest';

import { verifyStatus } from '../../src/cli/verify';
import type { RunReport } from '../../src/harness/report/run-report';
import { sampleRun } from '../harness/report/sample-run';
import { runCli, startCli } from './cli-process';
import { makeTempFolder } from './temp-folder';

/** A URL at which nobody listens. */
async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return `nats://me:secret@127.0.0.1:${port}`;
}

describe.concurrent('nats-test verify', () => {
  test('proves a lesson on an embedded server and writes its history', async (context) => {
    const { expect } = context;
    const folder = await makeTempFolder(context.onTestFinished);
    const history = join(folder, 'histories');

    const end = await runCli(context.onTestFinished, [
      ...['verify', '--only', 'queue-group', '--json', '--history', history],
    ]);

    const report = JSON.parse(end.stdout) as RunReport;
    expect(end).toMatchObject({ exitStatus: 0, stderr: '' });
    expect(report).toMatchObject({
      verdict: 'valid',
      problem: null,
      target: 'the embedded server',
      historyFolder: history,
      scenarios: [{ name: 'queue-group', verdict: 'valid' }],
    });
    const file = report.scenarios[0]?.historyFile ?? '';
    expect(await readdir(history)).toEqual(['queue-group.ndjson']);
    expect(await readFile(file, 'utf8')).toContain('"deliver"');
  });

  test('in a pipe prints a line for each lesson, a table and a verdict; no colours', async (context) => {
    const { expect } = context;
    const history = await makeTempFolder(context.onTestFinished);

    const { exitStatus, stdout, stderr } = await runCli(context.onTestFinished, [
      ...['verify', '--only', 'two-queue-groups,queue-group', '--history', history],
    ]);

    expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
    expect(stdout).toMatch(/^valid +queue-group, \d\.\d s: 30 events, /m);
    expect(stdout).toMatch(/^lesson +expected +seen +verdict +time\nqueue-group .* valid /m);
    expect(stdout).toMatch(/\nValid: all 2 lessons on the embedded server, in /);
    expect(stdout, 'without the ID of the run').toMatch(/^valid .* in group orders 20 events, /m);
    expect(stdout.trimEnd().endsWith(history)).toBe(true);
    expect(stdout).not.toContain('\x1b');
  });

  test('--only may be given again', async ({ expect, onTestFinished }) => {
    const only = ['--only', 'max-in-flight', '--only', 'queue-group'];
    const folder = await makeTempFolder(onTestFinished);

    const { stdout } = await runCli(onTestFinished, [
      'verify',
      '--json',
      '--history',
      folder,
      ...only,
    ]);

    const { scenarios } = JSON.parse(stdout) as RunReport;
    expect(scenarios.map(({ name }) => name)).toEqual(['queue-group', 'max-in-flight']);
  });

  test('Ctrl+C ends it with 130, and the table shows what there is', async (context) => {
    const { expect } = context;
    const folder = await makeTempFolder(context.onTestFinished);
    const words = ['verify', '--only', 'queue-group,redelivery', '--history', folder];
    const verify = startCli(context.onTestFinished, words);
    await verify.says(/^valid +queue-group/m);

    verify.child.kill('SIGINT');

    const { exitStatus, stdout } = await verify.ended();
    expect(exitStatus).toBe(130);
    expect(stdout).toMatch(/^queue-group .* valid /m);
    expect(stdout).toMatch(/^redelivery .* interrupted by SIGINT +unknown /m);
  });

  test('without --history there is a new folder among the temporary files', async (context) => {
    const { expect } = context;
    const TMPDIR = await makeTempFolder(context.onTestFinished);

    const { stdout } = await runCli(
      context.onTestFinished,
      ['verify', '--json', '--only', 'queue-group'],
      { env: { TMPDIR } },
    );

    const { historyFolder } = JSON.parse(stdout) as RunReport;
    const [folder = ''] = await readdir(TMPDIR);
    expect(historyFolder).toBe(join(TMPDIR, folder));
    expect(await readdir(join(TMPDIR, folder))).toEqual(['queue-group.ndjson']);
  });

  test('a server that is not there: one sentence, 2, and the password is not shown', async (context) => {
    const { expect } = context;
    const url = await deadUrl();
    const TMPDIR = await makeTempFolder(context.onTestFinished);

    const [shown, json] = await Promise.all(
      [[], ['--json']].map((words) =>
        runCli(context.onTestFinished, ['verify', '--url', url, ...words], { env: { TMPDIR } }),
      ),
    );

    expect([shown?.exitStatus, json?.exitStatus]).toEqual([2, 2]);
    expect(shown?.stdout).toMatch(/^No verdict: no NATS server at nats:\/\/127\.0\.0\.1:\d+ /);
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({
      verdict: 'unknown',
      historyFolder: null,
    });
    expect(json?.stderr).toMatch(/^nats-test: no NATS server at .*\n$/);
    expect(JSON.stringify([shown, json])).not.toContain('secret');
    expect(await readdir(TMPDIR), 'folders for no histories').toEqual([]);
  });

  test.for([
    {
      words: ['--only', 'queue-grup'],
      says: "there is no lesson 'queue-grup', did you mean queue-group? nats-test scenarios lists them all.",
    },
    {
      words: ['--only', 'durable'],
      says: "there is no lesson 'durable', did you mean durable-resume or durable-unsubscribe? nats-test scenarios lists them all.",
    },
    {
      words: ['--only', 'x'],
      says: "there is no lesson 'x': nats-test scenarios lists them all.",
    },
    { words: ['--only', ','], says: '--only names no lesson: nats-test scenarios lists them all.' },
    {
      words: ['--cluster', 'ticketing'],
      says: '--cluster needs --url URL: without it the embedded server is used.',
    },
    {
      words: ['-hbi', '5s'],
      says: "unknown option '-hbi', did you mean --hbi, with two dashes? nats-test verify --help lists what there is.",
    },
    {
      words: ['-hbx', '5s'],
      says: "unknown option '-hbx'; nats-test verify --help lists what there is.",
    },
    { words: ['--history', ''], says: '--history needs a folder: nats-test verify --history DIR.' },
  ])('bad usage ends with 2 and one sentence: $words', async ({ words, says }, context) => {
    const end = await runCli(context.onTestFinished, ['verify', ...words]);

    context.expect(end).toEqual({ exitStatus: 2, stdout: '', stderr: `nats-test: ${says}\n` });
  });

  test('a folder that cannot be written ends it before anything runs', async (context) => {
    const { expect } = context;
    const folder = await makeTempFolder(context.onTestFinished, { file: '' });
    const history = join(folder, 'file', 'histories');

    const end = await runCli(context.onTestFinished, ['verify', '--history', history]);

    expect(end).toEqual({
      exitStatus: 2,
      stdout: '',
      stderr: `nats-test: histories can't be written to ${history} (ENOTDIR): --history DIR names another folder.\n`,
    });
  });

  test.runIf(process.platform === 'linux')(
    'so does a folder that the system never makes',
    async (context) => {
      const { exitStatus, stderr } = await runCli(context.onTestFinished, [
        ...['verify', '--history', '/proc/foo'],
      ]);

      context.expect({ exitStatus, stderr }).toEqual({
        exitStatus: 2,
        stderr:
          "nats-test: histories can't be written to /proc/foo (ENOENT): --history DIR names another folder.\n",
      });
    },
  );

  test('npm run takes a folder as the one who types it means it', async (context) => {
    const { expect } = context;
    const folder = await makeTempFolder(context.onTestFinished);
    // What `npm run verify --prefix nats-test` tells whom it runs, in the package's folder.
    const env = { npm_lifecycle_event: 'verify', INIT_CWD: folder };

    const { stdout } = await runCli(
      context.onTestFinished,
      ['verify', '--only', 'queue-group', '--json', '--history', 'hist'],
      { env },
    );

    expect((JSON.parse(stdout) as RunReport).historyFolder).toBe(join(folder, 'hist'));
    expect(await readdir(join(folder, 'hist'))).toEqual(['queue-group.ndjson']);
  });

  test('--help teaches the flags of the course', async ({ expect, onTestFinished }) => {
    const { exitStatus, stdout } = await runCli(onTestFinished, ['verify', '--help']);

    expect(exitStatus).toBe(0);
    expect(stdout).toContain(
      'nats-test verify --url nats://localhost:4222 --cluster ticketing --hbi 5s --hbt 5s --hbf 2\n',
    );
  });
});

describe('the exit status', () => {
  const going = new AbortController().signal;

  test.for([
    { verdict: 'valid', status: 0 },
    { verdict: 'invalid', status: 1 },
    { verdict: 'unknown', status: 2 },
  ] as const)('of a run that is $verdict is $status', ({ verdict, status }, { expect }) => {
    expect(verifyStatus(sampleRun({ verdict }), going)).toBe(status);
  });

  test.for([
    { signal: 'SIGINT', status: 130 },
    { signal: 'SIGTERM', status: 143 },
    // The terminal is closed.
    { signal: 'SIGHUP', status: 129 },
  ])('of a run that $signal has ended is $status', ({ signal, status }, { expect }) => {
    expect(verifyStatus(sampleRun(), AbortSignal.abort(signal))).toBe(status);
  });
});
