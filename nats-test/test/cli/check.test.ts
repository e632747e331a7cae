import { describe, test } from 'vitest';

import type { PrintedCheck } from '../../src/cli/check-json';
import { accountModule, makeCheckFolder } from './check-folder';
import { runCli, startCli, type CleanUp, type CliEnd } from './cli-process';

const KEYED = accountModule('export default { ...account, start: start(true) };');
const NAIVE = accountModule('export default { ...account, start: start(false) };');

/** Checks one file as a user would, in its folder. */
async function checked(cleanUp: CleanUp, content: string, ...flags: string[]): Promise<CliEnd> {
  const folder = await makeCheckFolder(cleanUp, { 'account.check.mjs': content });
  return runCli(cleanUp, ['check', 'account.check.mjs', ...flags], { folder });
}

describe.concurrent('nats-test check', () => {
  test('a listener that survives: 0, and what was explored', async (context) => {
    const { expect, onTestFinished } = context;
    const end = await checked(onTestFinished, KEYED, '--schedules', '30', '--seed', '7');

    expect(end).toMatchObject({ exitStatus: 0, stderr: '' });
    expect(end.stdout).toMatch(/^Passed: 30 schedules with .* redeliveries,[^]* seed 7\.\n/);
  });

  test('one that does not: 1, the schedule, and the flags that play it again', async (context) => {
    const { expect, onTestFinished } = context;
    const { exitStatus, stdout, stderr } = await checked(onTestFinished, NAIVE, '--seed', '7');

    expect(exitStatus).toBe(1);
    expect(stdout).toMatch(/^The listener breaks when an ack is lost: balance 80\n/);
    expect(stdout).toMatch(/account\.check\.mjs:27:/);
    expect(stderr).toBe('account.check.mjs: found one that breaks it; looking for a smaller one\n');
    const flags = /--seed \S+ --path \S+/.exec(stdout)?.[0].split(' ') ?? [];
    const again = await checked(onTestFinished, NAIVE, ...flags);
    expect(again).toMatchObject({ exitStatus: 1, stdout });
  });

  test('where nothing could go wrong nothing is shown: 2', async (context) => {
    const { expect, onTestFinished } = context;
    const avoided =
      'lose ack,lose delivery,overlap,come twice,wait,crash before delivery,crash while handling,' +
      'crash before ack,crash after ack,restart listener,restart server,join,leave,late';
    const flags = ['--schedules', '5', '--without', avoided];
    const { exitStatus, stdout } = await checked(onTestFinished, NAIVE, ...flags);

    expect(exitStatus).toBe(2);
    expect(stdout).toMatch(/^Unknown: /);
  });

  test('several exports are checked one after another, and the worst counts', async (context) => {
    const { expect, onTestFinished } = context;
    const both = accountModule(`
      export const keyed = { ...account, start: start(true) };
      export const naive = { ...account, start: start(false) };
      export const nothing = { ...account, events: [], start: start(true) };`);
    const end = await checked(onTestFinished, both, '--schedules', '10');

    expect(end.exitStatus).toBe(1);
    expect(end.stdout).toMatch(/^account\.check\.mjs, keyed\nPassed: 10 schedules /m);
    expect(end.stdout).toMatch(/^account\.check\.mjs, naive\nThe listener breaks /m);
    expect(end.stderr).toContain(
      'nats-test: account.check.mjs, nothing: the option events is empty: ',
    );

    const one = await checked(onTestFinished, both, '--schedules', '10', '--only', 'keyed');
    expect(one.exitStatus).toBe(0);
  });

  test('--json: one object on stdout, whole, whatever the module prints', async (context) => {
    const { expect, onTestFinished } = context;
    // More than a pipe takes at once.
    const content = accountModule(`
      console.log('a pool is open');
      const events = account.events.map((it) => ({ ...it, text: 'x'.repeat(200_000) }));
      export default { ...account, events, start: start(false) };`);
    const end = await checked(onTestFinished, content, '--seed', '7', '--json');

    expect(end.exitStatus).toBe(1);
    expect(end.stderr).toMatch(/^a pool is open\n/);
    const printed = JSON.parse(end.stdout) as PrintedCheck;
    expect(printed).toMatchObject({
      format: 'nats-test-check/1',
      file: 'account.check.mjs',
      verdict: 'failed',
      checks: [
        {
          name: 'default',
          problem: null,
          verdict: 'failed',
          reason: null,
          seed: 7,
          failure: {
            kind: 'invariant',
            message: 'balance 80',
            cause: { name: 'Error', message: 'balance 80', stack: expect.any(String) },
            schedule: { steps: [{ kind: 'lose ack' }] },
            events: [{ amount: 70 }, { amount: 40 }, { amount: -100 }],
          },
        },
      ],
    });
  });

  test('what the module leaves open is not waited for', async (context) => {
    const { expect, onTestFinished } = context;
    const content = `import { createServer } from 'node:net';
      createServer().listen(0);
      setInterval(() => undefined, 1000);
      ${NAIVE}`;
    expect((await checked(onTestFinished, content)).exitStatus).toBe(1);
    const bad = await checked(onTestFinished, `${content}\nthrow new Error('no DATABASE_URL');`);
    expect(bad).toMatchObject({ exitStatus: 2, stdout: '' });
  });

  test('Ctrl+C ends it, and says how far it was: 130', async (context) => {
    const { expect, onTestFinished } = context;
    const content = accountModule(`
      let states = 0;
      const createState = () => {
        console.log('state ' + ++states);
        return account.createState();
      };
      export default { ...account, createState, start: start(true), schedules: 1_000_000 };`);
    const folder = await makeCheckFolder(onTestFinished, { 'a.mjs': content });
    const command = startCli(onTestFinished, ['check', 'a.mjs'], { folder });
    await command.says(/state 10\n/);
    command.child.kill('SIGINT');
    const { exitStatus, stderr } = await command.ended();

    expect(exitStatus).toBe(130);
    expect(stderr).toMatch(
      /^nats-test: ended after \d+ of 1000000 schedules of a\.mjs, none of which broke it\.\n$/,
    );
  });

  test('Ctrl+C while the module is loaded: 130', async (context) => {
    const { expect, onTestFinished } = context;
    const content = `console.log('here'); setInterval(() => undefined, 1000);
      await new Promise(() => undefined);`;
    const folder = await makeCheckFolder(onTestFinished, { 'a.mjs': content });
    const command = startCli(onTestFinished, ['check', 'a.mjs'], { folder });
    await command.says(/here/);
    command.child.kill('SIGINT');

    expect(await command.ended()).toMatchObject({
      exitStatus: 130,
      stderr: 'nats-test: ended while a.mjs was loaded.\n',
    });
  });

  test.for([
    {
      name: 'ends the process',
      content: '\nprocess.exit(0);',
      says: 'a.mjs has ended this process before there was a verdict: take out its process.exit().',
    },
    {
      name: 'waits for ever',
      content: 'await new Promise(() => undefined);',
      says: 'a.mjs waits for something that never comes, so there is no verdict: look for an await without an end.',
    },
    {
      name: 'throws where nobody catches',
      content: `setTimeout(() => {
        throw new Error('the pool is gone');
      }, 1);
      await new Promise((resolve) => setTimeout(resolve, 60_000));`,
      says: 'code of a.mjs threw outside of the listener, where nobody catches it: the pool is gone (a.mjs:2).',
    },
    {
      name: 'rejects where nobody catches',
      content: `const later = async () => {
        await null;
        throw new Error('the pool is gone');
      };
      void later();
      await new Promise((resolve) => setTimeout(resolve, 60_000));`,
      says: 'code of a.mjs threw outside of the listener, where nobody catches it: the pool is gone (a.mjs:3).',
    },
  ])('a module that $name is no success: 2', async ({ content, says }, context) => {
    const { expect, onTestFinished } = context;
    const folder = await makeCheckFolder(onTestFinished, { 'a.mjs': content });
    const end = await runCli(onTestFinished, ['check', 'a.mjs'], { folder });

    expect(end).toEqual({ exitStatus: 2, stdout: '', stderr: `nats-test: ${says}\n` });
  });

  test('--help teaches', async ({ expect, onTestFinished }) => {
    const { exitStatus, stdout } = await runCli(onTestFinished, ['check', '--help']);

    expect(exitStatus).toBe(0);
    expect(stdout).toContain('crash before ack');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
