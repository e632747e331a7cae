import { describe, test } from 'vitest';

import { renderScenariosPage } from '../../src/cli/scenarios-page';
import { scenarios } from '../../src/harness/scenarios/all';
import { runCli } from './cli-process';

describe('nats-test scenarios', () => {
  test.concurrent('lists names and lessons', async ({ expect, onTestFinished }) => {
    const { exitStatus, stdout } = await runCli(onTestFinished, ['scenarios']);

    expect(exitStatus).toBe(0);
    const names = stdout.split('\n').flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
    expect(names).toEqual(scenarios.map(({ name }) => name));
    expect(stdout).toMatch(/^queue-group +A queue group gives each event to one of its members$/m);
  });

  test.concurrent('has a line for each in a pipe, however long', async (context) => {
    const { stdout } = await runCli(context.onTestFinished, ['scenarios']);

    const lines = stdout.trimEnd().split('\n');
    context
      .expect(lines.map((line) => line.replace(/^\S+ +/, '')))
      .toEqual(scenarios.map(({ lesson }) => lesson));
  });

  test.concurrent('--json has explanation and steps, too', async ({ expect, onTestFinished }) => {
    const { stdout } = await runCli(onTestFinished, ['scenarios', '--json']);

    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        name: 'queue-group',
        channel: 'nats-test.queue-group',
        needs: [],
        steps: expect.arrayContaining(['the publisher publishes 30 events']),
      }),
    );
  });

  test.concurrent('--markdown prints the page of the docs', async ({ expect, onTestFinished }) => {
    const { stdout } = await runCli(onTestFinished, ['scenarios', '--markdown']);

    expect(stdout).toBe(renderScenariosPage(scenarios));
  });

  test.concurrent('one form at a time', async ({ expect, onTestFinished }) => {
    const { exitStatus, stderr } = await runCli(onTestFinished, [
      'scenarios',
      '--json',
      '--markdown',
    ]);

    expect(exitStatus).toBe(2);
    expect(stderr).toMatch(/^nats-test: option '--markdown' cannot be used with option '--json'; /);
  });
});
