import { describe, test } from 'vitest';

import { runCli, startCli } from './cli-process';

describe('help and version', () => {
  test.concurrent.for(['--help', '-h', 'help'])(
    '%s names every command, on stdout',
    async (word, { expect, onTestFinished }) => {
      const { exitStatus, stdout, stderr } = await runCli(onTestFinished, [word]);

      expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
      expect(stdout).toMatch(/^ {2}start\b/m);
      expect(stdout).toMatch(/^ {2}serve\b/m);
    },
  );

  test.concurrent.for(['--version', '-v'])(
    '%s gives its own version and the one of the server',
    async (word, { expect, onTestFinished }) => {
      const { exitStatus, stdout } = await runCli(onTestFinished, [word]);

      expect(exitStatus).toBe(0);
      expect(stdout).toMatch(/^nats-test \d+\.\d+\.\d+, .* 0\.17\.0\n$/);
    },
  );

  test.concurrent('help of a command', async ({ expect, onTestFinished }) => {
    const [start, serve] = await Promise.all([
      runCli(onTestFinished, ['help', 'start']),
      runCli(onTestFinished, ['help', 'serve']),
    ]);

    expect(start.stdout).toContain('--json');
    expect(serve.stdout).toContain('--hb_interval');
  });
});

test.concurrent('no command: the help, on stderr, and 2', async ({ expect, onTestFinished }) => {
  const { exitStatus, stdout, stderr } = await runCli(onTestFinished, []);

  expect({ exitStatus, stdout }).toEqual({ exitStatus: 2, stdout: '' });
  expect(stderr).toMatch(/^Usage: nats-test/);
});

test.concurrent.for([
  {
    words: ['sevre'],
    says: "unknown command 'sevre', did you mean serve? nats-test --help lists what there is.",
  },
  { words: ['--nope'], says: "unknown option '--nope'; nats-test --help lists what there is." },
  {
    words: ['start', '--jsn'],
    says: "unknown option '--jsn', did you mean --json? nats-test start --help lists what there is.",
  },
  {
    words: ['start', '--manifest'],
    says: "option '--manifest <file>' argument missing; nats-test start --help lists what there is.",
  },
])('bad usage ends with 2 and one sentence: $words', async ({ words, says }, context) => {
  const end = await runCli(context.onTestFinished, words);

  context.expect(end).toEqual({ exitStatus: 2, stdout: '', stderr: `nats-test: ${says}\n` });
});

test.concurrent('a reader that is gone is no error', async ({ expect, onTestFinished }) => {
  const help = startCli(onTestFinished, ['--help']);
  help.child.stdout?.destroy();

  const { exitStatus, stderr } = await help.ended();

  expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
});
