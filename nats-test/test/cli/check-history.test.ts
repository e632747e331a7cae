import { execFileSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'vitest';

import { checkHistory } from '../../src/cli/check-history';
import type { CheckReport } from '../../src/harness/report/check-report';
import type { RunReport } from '../../src/harness/report/run-report';
import { HistoryDecoder, type DecodedHistory } from '../../src/harness/history/decode-history';
import type { OperationOf } from '../../src/harness/history/operation';
import { encode, everyOperation, header } from '../harness/history/every-operation';
import { CliProcess, runCli, mainFile, type CleanUp } from './cli-process';
import { makeTempFolder } from './temp-folder';

/** Runs verify, and gives its report. Lessons without heartbeats: those of the default take long. */
async function verified(cleanUp: CleanUp, folder: string, only: string): Promise<RunReport> {
  const words = ['verify', '--only', only, '--json', '--history', folder];
  return JSON.parse((await runCli(cleanUp, words)).stdout) as RunReport;
}

async function read(file: string): Promise<DecodedHistory> {
  const decoder = new HistoryDecoder();
  decoder.push(await readFile(file));
  return decoder.end();
}

/** As if a server had given an event to a second member of the group. */
function broken({ header: head, history }: DecodedHistory): Buffer {
  const at = history.findIndex(({ f }) => f === 'deliver');
  const delivery = history[at] as OperationOf<'deliver'>;
  const other = delivery.subscription === 'a' ? 'b' : 'a';
  const twice = history.toSpliced(at + 1, 0, { ...delivery, subscription: other, client: other });
  return encode(
    twice.map((operation, index) => ({ ...operation, index })),
    {},
    head,
  );
}

const LESSONS = 'client-id-clash,queue-group,redelivery,max-in-flight,limits';

describe.concurrent('nats-test check-history', () => {
  test('gives what verify has written the same verdicts again', async (context) => {
    const { expect, onTestFinished } = context;
    const folder = await makeTempFolder(onTestFinished);
    const run = JSON.parse(
      (await runCli(onTestFinished, ['verify', '--json', '--only', LESSONS, '--history', folder]))
        .stdout,
    ) as RunReport;

    const [json, text] = await Promise.all([
      runCli(onTestFinished, ['check-history', '--json', folder]),
      runCli(onTestFinished, ['check-history', folder]),
    ]);

    expect(json).toMatchObject({ exitStatus: 0, stderr: '' });
    const again = JSON.parse(json.stdout) as CheckReport;
    expect(again.histories).toMatchObject(
      run.scenarios.map(({ name, verdict, seen, findings }) => ({ name, verdict, seen, findings })),
    );
    expect(text).toMatchObject({ exitStatus: 0, stderr: '' });
    expect(text.stdout).toMatch(
      /^lesson +expected +seen +verdict +time\nclient-id-clash .* valid /,
    );
    expect(text.stdout).toMatch(
      /\nValid: all \d+ lessons on the embedded server, in [\d.]+ s\.\n$/,
    );
  });

  test('finds a server guilty by its history alone, and shows the proof', async (context) => {
    const { expect, onTestFinished } = context;
    const folder = await makeTempFolder(onTestFinished);
    await verified(onTestFinished, folder, 'queue-group');
    const file = join(folder, 'queue-group.ndjson');
    await writeFile(file, broken(await read(file)));

    const { exitStatus, stdout } = await runCli(onTestFinished, ['check-history', file]);

    expect(exitStatus).toBe(1);
    expect(stdout).toMatch(/^queue-group .* invalid /m);
    expect(stdout).toMatch(/^ {2}queue exclusivity, invalid: /m);
    expect(stdout).toMatch(/^ {4}\d\.\d{3}s +\w\/?\w* +.*event 1/m);
    expect(stdout).toMatch(/\nInvalid: the lesson on the embedded server, in /);
  });

  test('the worst verdict of several files counts, and each is judged', async (context) => {
    const { expect, onTestFinished } = context;
    const folder = await makeTempFolder(onTestFinished);
    await verified(onTestFinished, folder, 'queue-group');
    const file = join(folder, 'queue-group.ndjson');
    const [torn, wrong] = [join(folder, 'torn.ndjson'), join(folder, 'wrong.ndjson')];
    await writeFile(torn, (await readFile(file)).subarray(0, -10));
    await writeFile(wrong, broken(await read(file)));

    const [two, three] = await Promise.all([
      runCli(onTestFinished, ['check-history', '--json', file, torn, file]),
      runCli(onTestFinished, ['check-history', '--json', folder, join(folder, 'nothing')]),
    ]);

    const verdicts = ({ stdout }: typeof two): unknown[] =>
      (JSON.parse(stdout) as CheckReport).histories.map((it) => [it.file, it.verdict]);
    expect(two.exitStatus).toBe(2);
    expect(verdicts(two)).toEqual([
      [file, 'valid'],
      [torn, 'unknown'],
    ]);
    expect(three.exitStatus).toBe(1);
    expect(verdicts(three)).toEqual([
      [file, 'valid'],
      [torn, 'unknown'],
      [wrong, 'invalid'],
      [join(folder, 'nothing'), 'unknown'],
    ]);
    expect(three.stderr).toMatch(/^nats-test: there is no file .*nothing: .*\.\n$/);
  });

  test('a file that was cut off is unknown, and says so', async (context) => {
    const { expect, onTestFinished } = context;
    const folder = await makeTempFolder(onTestFinished);
    await verified(onTestFinished, folder, 'queue-group');
    const file = join(folder, 'queue-group.ndjson');
    await writeFile(file, (await readFile(file)).subarray(0, 2000));

    const { exitStatus, stdout } = await runCli(onTestFinished, ['check-history', '--json', file]);

    expect(exitStatus).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'unknown',
      histories: [{ seen: expect.stringMatching(/its file is cut off behind \d+ operations/) }],
    });
  });

  test.for([
    { name: 'an empty file', bytes: '', says: 'it is empty' },
    {
      name: 'a picture',
      bytes: '\x89PNG\r\n',
      says: 'line 1: it is not the header of a nats-test history',
    },
    {
      name: 'version 1',
      bytes: '{"format":"nats-test history","version":1}\n',
      says: "line 1: version 1 of the format is of an earlier nats-test and can't be judged again: run verify once more",
    },
    {
      name: 'one that was edited',
      bytes: encode(everyOperation()).toString().replace('"amount":-5.25', '"amount":-5.26'),
      says: `line ${everyOperation().length + 2}: 'sha256' is not that of the file, which was changed`,
    },
  ])('$name has no verdict: 2 and one sentence', async ({ bytes, says }, context) => {
    const { expect, onTestFinished } = context;
    const folder = await makeTempFolder(onTestFinished, { 'x.ndjson': bytes });
    const file = join(folder, 'x.ndjson');

    expect(await runCli(onTestFinished, ['check-history', file])).toEqual({
      exitStatus: 2,
      stdout: '',
      stderr: `nats-test: ${file} is no whole history, so there is no verdict on it: ${says}.\n`,
    });
  });

  test('a scenario of another version has no verdict', async ({ expect, onTestFinished }) => {
    const folder = await makeTempFolder(onTestFinished);
    const file = join(folder, 'future.ndjson');
    await writeFile(file, encode([], {}, { ...header, scenario: 'future' }));

    expect(await runCli(onTestFinished, ['check-history', file])).toEqual({
      exitStatus: 2,
      stdout: '',
      stderr: `nats-test: ${file} is of the scenario 'future', which this version does not know: judge it with the nats-test that wrote it.\n`,
    });
  });

  test('a folder without histories is bad usage', async ({ expect, onTestFinished }) => {
    const folder = await makeTempFolder(onTestFinished, { 'notes.txt': '' });

    expect(await runCli(onTestFinished, ['check-history', folder])).toEqual({
      exitStatus: 2,
      stdout: '',
      stderr: `nats-test: there is no *.ndjson in the folder ${folder}: name one that verify has written to, or a file.\n`,
    });
  });

  // Opening such a pipe would wait for a writer for ever, and Ctrl+C would go unheard.
  test.skipIf(process.platform === 'win32')('a pipe is no history', async (context) => {
    const { expect, onTestFinished } = context;
    const pipe = join(await makeTempFolder(onTestFinished), 'pipe.ndjson');
    execFileSync('mkfifo', [pipe]);
    const { exitStatus, stderr } = await runCli(onTestFinished, ['check-history', pipe]);
    expect(stderr).toMatch(/pipe\.ndjson is a pipe and no file: name the file/);
    expect(exitStatus).toBe(2);
  });

  test('no file is bad usage', async ({ expect, onTestFinished }) => {
    const { exitStatus, stderr } = await runCli(onTestFinished, ['check-history']);

    expect(exitStatus).toBe(2);
    expect(stderr).toBe(
      "nats-test: missing required argument 'file'; nats-test check-history --help lists what there is.\n",
    );
  });

  test('Ctrl+C ends it while it reads', async ({ expect, onTestFinished }) => {
    const folder = await makeTempFolder(onTestFinished);
    const file = join(folder, 'queue-group.ndjson');
    await writeFile(file, encode(everyOperation()));

    expect(await checkHistory([file], {}, AbortSignal.abort('SIGINT'))).toBe(130);
  });

  test('--help teaches', async ({ expect, onTestFinished }) => {
    const { exitStatus, stdout } = await runCli(onTestFinished, ['check-history', '--help']);

    expect(exitStatus).toBe(0);
    expect(stdout).toContain('Exit status: 0 every history is valid, 1 one is invalid, 2 one is');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe.concurrent('the histories of verify', () => {
  test('are left by a run that was killed, up to what it had seen', async (context) => {
    const { expect, onTestFinished } = context;
    const folder = await makeTempFolder(onTestFinished);
    const words = [mainFile, 'verify', '--only', 'redelivery', '--history', folder];
    const run = new CliProcess(onTestFinished, process.execPath, words, {});
    const file = join(folder, 'redelivery.ndjson');
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text.includes('"deliver"')) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    run.child.kill('SIGKILL');
    await run.ended();

    const { exitStatus, stdout } = await runCli(onTestFinished, ['check-history', folder]);

    expect(exitStatus).toBe(2);
    expect(stdout).toMatch(/^redelivery .* unknown /m);
    expect(stdout).toContain('\nUnknown: the lesson on the embedded server');
  });

  test.runIf(process.platform === 'linux')(
    'end the run with one problem when there is no room',
    async (context) => {
      const { expect, onTestFinished } = context;
      const folder = await makeTempFolder(onTestFinished);
      // In blocks of 512 or 1024 bytes: less than a history needs.
      const script = 'ulimit -f 4 && exec "$@"';
      const words = ['verify', '--only', 'queue-group,redelivery', '--json', '--history', folder];
      const run = new CliProcess(
        onTestFinished,
        '/bin/sh',
        ['-c', script, 'sh', process.execPath, mainFile, ...words],
        {},
      );

      const { exitStatus, stdout, stderr } = await run.ended();

      const problem = /^the history can't be written to .*\.ndjson \(EFBIG\): give another folder/;
      expect(exitStatus).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({
        verdict: 'unknown',
        problem: expect.stringMatching(problem),
        scenarios: [{ verdict: 'unknown' }, { verdict: 'unknown' }],
      });
      expect(stderr).toMatch(/^nats-test: the history can't be written .*\.\n$/);
      expect(await readdir(folder)).toHaveLength(2);
    },
  );
});
