import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, test } from 'vitest';

import { REPORT_FORMAT, type BenchReport, type PrintedReport } from '../../src/bench/report';
import { startServer } from '../../src/index';
import { runCli, startCli } from './cli-process';
import { makeTempFolder } from './temp-folder';

describe.concurrent('nats-test bench', () => {
  test('measures two targets in turns, and prints them as JSON', async (context) => {
    const { expect } = context;
    const words = ['--messages', '200', '--warm-up', '0', '--rounds', '2', '--json'];

    const end = await runCli(context.onTestFinished, ['bench', 'embedded', 'embedded', ...words]);

    const report = JSON.parse(end.stdout) as PrintedReport;
    expect(end).toMatchObject({ exitStatus: 0, stderr: '' });
    expect(report).toMatchObject({
      format: REPORT_FORMAT,
      comparison: {
        verdict: 'unknown',
        sentence: expect.stringMatching(/needs 3 whole rounds of each, and there are 2/),
      },
      args: ['bench', 'embedded', 'embedded', ...words],
      targets: [
        { name: 'embedded', kind: 'embedded', runs: [{ round: 1 }, { round: 2 }] },
        { name: 'embedded', kind: 'embedded', runs: [{ round: 1 }, { round: 2 }] },
      ],
    });
    const runs = report.targets.flatMap((target) => target.runs);
    expect(runs.map(({ messages }) => messages.delivered)).toEqual([200, 200, 200, 200]);
    expect(runs.map(({ verification }) => verification.verdict)).toEqual(
      Array.from({ length: 4 }, () => 'valid'),
    );
  });

  test('writes files, and compares with what it has printed before', async (context) => {
    const { expect } = context;
    const folder = await makeTempFolder(context.onTestFinished);
    const load = ['bench', '--messages', '50', '--warm-up', '0', '--rounds', '3'];
    const before = join(folder, 'before.json');
    await writeFile(before, (await runCli(context.onTestFinished, [...load, '--json'])).stdout);

    const files = ['--csv', join(folder, 'b.csv'), '--hdr', join(folder, 'hdr')];
    const page = ['--html', join(folder, 'b.html'), '--compare', before];
    // So small a bench is mostly noise: only what is a hundred times worse is worse.
    const { stderr, stdout } = await runCli(context.onTestFinished, [
      ...[...load, ...files, ...page, '--threshold', '99%'],
    ]);

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Valid: all 150 deliveries/m);
    expect(stdout).toContain('A change counts when');
    expect((await readFile(join(folder, 'b.csv'), 'utf8')).trim().split('\n')).toHaveLength(4);
    expect(await readdir(join(folder, 'hdr'))).toContain('embedded-end-to-end.hdr');
    expect(await readFile(join(folder, 'b.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  });

  test('another load is no comparison: 2, before anything is measured', async (context) => {
    const { expect } = context;
    const folder = await makeTempFolder(context.onTestFinished);
    const before = join(folder, 'before.json');
    const load = ['bench', '--warm-up', '0', '--messages'];
    const { stdout: json } = await runCli(context.onTestFinished, [...load, '50', '--json']);
    await writeFile(before, json);

    const end = await runCli(context.onTestFinished, [...load, '60', '--compare', before]);

    expect(end.exitStatus).toBe(2);
    expect(end.stderr).toContain("how long was '50 messages' and is '60 messages'");
    expect(end.stdout).toBe('');
  });

  test('ends with 1 when what came is not what was sent', async (context) => {
    const { expect } = context;
    const server = await startServer({ clusterId: 'ticketing' });
    context.onTestFinished(() => server.stop());
    server.faults.deliveries.repeat({ sequence: 5 });

    const { exitStatus, stdout } = await runCli(context.onTestFinished, [
      ...['bench', server.url, '--messages', '100', '--warm-up', '0'],
    ]);

    expect(exitStatus).toBe(1);
    expect(stdout).toMatch(/^nats:.*, round 1: invalid, /m);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'subscriber 1 got message 5 of publisher 1 twice',
    );
    expect(stdout, 'a pipe has no live line').not.toContain('\x1b');
  });

  test('with nobody who subscribes acks are counted, and that is what it says', async (context) => {
    const { exitStatus, stdout } = await runCli(context.onTestFinished, [
      ...['bench', '--subscribers', '0', '--messages', '100', '--warm-up', '0'],
    ]);

    context.expect(exitStatus).toBe(0);
    context.expect(stdout).toMatch(/^embedded, round 1: unknown, \d+ msg\/s in, publish ack p50 /m);
    context.expect(stdout).toMatch(/^Unknown: nobody subscribed, .*: 100 of 100 messages/m);
  });

  test('Ctrl+C ends it with 130, and what was measured is shown', async (context) => {
    const { expect } = context;
    const bench = startCli(context.onTestFinished, ['bench', '--rate', '100', '--rounds', '2']);
    // Nothing is said in a pipe while a round is measured, so that it is given time to begin.
    setTimeout(() => bench.child.kill('SIGINT'), 2500);

    const { exitStatus, stdout, stderr } = await bench.ended();

    expect({ exitStatus, stderr }).toEqual({ exitStatus: 130, stderr: '' });
    expect(stdout.match(/interrupted by SIGINT/g), stdout).toHaveLength(1);
  });

  test('a server that is not there: 2, and what to do', async ({ expect, onTestFinished }) => {
    const { exitStatus, stdout, stderr } = await runCli(onTestFinished, [
      ...['bench', 'nats://me:secret@127.0.0.1:1', '--json'],
    ]);

    expect(exitStatus).toBe(2);
    expect(stderr).toMatch(
      /^nats-test: nats:\/\/127\.0\.0\.1:1: Could not connect .*ECONNREFUSED.*; start the server, or .*\.\n$/,
    );
    expect(stdout + stderr).not.toContain('secret');
    expect((JSON.parse(stdout) as BenchReport).targets).toMatchObject([{ runs: [] }]);
  });

  test('a second server that is not there is noticed before the first is measured', async (context) => {
    const { expect } = context;
    const { exitStatus, stdout } = await runCli(context.onTestFinished, [
      ...['bench', 'embedded', 'nats://127.0.0.1:1', '--duration', '60s', '--json'],
    ]);

    const report = JSON.parse(stdout) as BenchReport;
    expect(exitStatus).toBe(2);
    expect(report.partial).toMatch(/^nats:\/\/127\.0\.0\.1:1: Could not connect /);
    expect(report.targets).toMatchObject([{ runs: [] }, { runs: [] }]);
  });

  test('a page that can not be written: 2, before anything is measured', async (context) => {
    const { expect } = context;
    const page = join(await makeTempFolder(context.onTestFinished), 'missing', 'page.html');
    const end = await runCli(context.onTestFinished, ['bench', '--html', page]);

    expect(end).toMatchObject({ exitStatus: 2, stdout: '' });
    expect(end.stderr).toMatch(/^nats-test: --html: .*page\.html can't be written \(ENOENT/);
  });

  test('a program that is no server: 2, and its last word', async ({ expect, onTestFinished }) => {
    const { exitStatus, stdout } = await runCli(onTestFinished, ['bench', process.execPath]);

    expect(exitStatus).toBe(2);
    expect(stdout).toMatch(/is no server that can be measured: it ended with status 9/);
  });

  test.for([
    {
      words: ['nowhere'],
      says: 'nowhere is no target: type embedded, the path of a nats-streaming-server, or a URL as nats://localhost:4222.',
    },
    {
      words: ['--sync', '--window', '5'],
      says: '--sync and --window exclude each other: --sync is a window of one.',
    },
    {
      words: ['--token', 'x'],
      says: '--token is for a server that runs already: name its URL, too.',
    },
    {
      words: ['--drain', '--messages', '3000000', '--channels', '2'],
      says: '--drain would publish 1500000 messages to a channel, and a server that is started here keeps 1000000 of that size: publish fewer with --messages, spread them with --channels, or name the URL of a server with a higher -mm and -mb.',
    },
    {
      words: [''],
      says: 'An empty word is no target: type embedded, the path of a nats-streaming-server, or a URL as nats://localhost:4222.',
    },
    {
      words: ['/'],
      says: '/ is no target: type embedded, the path of a nats-streaming-server, or a URL as nats://localhost:4222.',
    },
    {
      words: ['nats://127.0.0.1:1', '--store', 'file'],
      says: '--store is for a server that the bench starts: leave it out, as one that runs already has its store.',
    },
    ...['csv', 'html', 'compare'].map((name) => ({
      words: [`--${name}`, ''],
      says: `--${name} has no path: name a file behind it, or leave it out.`,
    })),
    {
      words: ['--hdr', ''],
      says: '--hdr has no path: name a folder behind it, or leave it out.',
    },
    {
      words: ['--threshold', '5%'],
      says: '--threshold is for --compare FILE: give both.',
    },
  ])('bad usage is one sentence and 2: $words', async ({ words, says }, context) => {
    const end = await runCli(context.onTestFinished, ['bench', ...words]);

    context.expect(end).toEqual({ exitStatus: 2, stdout: '', stderr: `nats-test: ${says}\n` });
  });
});
