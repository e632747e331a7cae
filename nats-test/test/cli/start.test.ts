import { describe, test } from 'vitest';

import type { Report } from '../../src/lesson/report';
import { runCli } from './cli-process';
import { copyPackage } from './package-copy';
import { makeTempFolder, manifestPath, manifestWith } from './temp-folder';

/** It runs six processes; on a busy machine each takes its time. */
const timeout = 60_000;

const courseArgs = ['-p', '4222', '-m', '8222', '-hbi', '5s', '-SD', '-cid', 'ticketing'];

describe('nats-test start', () => {
  test(
    'runs the lessons of this checkout for real, and all is as they promise',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const end = await runCli(onTestFinished, ['start', '--json']);

      const report = JSON.parse(end.stdout) as Report;
      expect(end).toMatchObject({ exitStatus: 0, stderr: '' });
      expect(report.verdict).toBe('valid');
      expect(report.checks.map(({ name }) => name)).toEqual([
        'stored',
        'processed-once',
        'acknowledged',
        'subscriptions-gone',
        'ended-well',
      ]);
      expect(report.monitoring.whileListening?.channel?.msgs).toBe(report.published.length);
      expect(report.processes.map(({ name }) => name).sort()).toEqual([
        'listener 1',
        'listener 2',
        ...report.published.map(() => 'publisher'),
      ]);
    },
  );

  test(
    'shows live who says what, then the monitoring and the verdict; no colours in a pipe',
    { timeout },
    async ({ expect, onTestFinished }) => {
      const folder = await makeTempFolder(onTestFinished, {
        [manifestPath]: manifestWith(...courseArgs),
      });
      const { file } = await copyPackage(onTestFinished);

      const { exitStatus, stdout, stderr } = await runCli(onTestFinished, ['start'], {
        folder,
        file,
      });

      expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
      expect(stdout).toContain(`with the flags of ${manifestPath}`);
      expect(stdout).toMatch(/^publisher {2}\| Event published/m);
      expect(stdout).toMatch(/^listener [12] \| Message received #1/m);
      expect(stdout).toMatch(/^ {2}events in ticket:created +4 +4$/m);
      expect(stdout.match(/^ {2}ok {2}/gm)).toHaveLength(5);
      expect(stdout).not.toContain('\x1b');
    },
  );
});
