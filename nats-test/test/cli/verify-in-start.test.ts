import { test } from 'vitest';

import type { Report } from '../../src/lesson/report';
import type { RunReport } from '../../src/harness/report/run-report';
import { scripts } from '../../src/harness/scenarios/all';
import { startCli } from './cli-process';
import { makeTempFolder } from './temp-folder';

test('nats-test start proves the lessons, too, and prints one object', async (context) => {
  const { expect } = context;
  const TMPDIR = await makeTempFolder(context.onTestFinished);
  const start = startCli(context.onTestFinished, ['start', '--json'], { env: { TMPDIR } });

  const { stdout } = await start.ended(90_000);

  const { verify, ...lesson } = JSON.parse(stdout) as Report & { verify: RunReport };
  expect(lesson).toMatchObject({ verdict: 'valid', problem: null });
  expect(verify.scenarios.map(({ name }) => name)).toEqual(scripts.map(({ name }) => name));
});
