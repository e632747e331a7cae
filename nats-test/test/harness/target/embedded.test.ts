import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { openStrikable } from '../../../src/harness/target/open-target';
import { waitFor } from '../../support/wait-for';
import { controlSuite } from './control-suite';

const dist = join(__dirname, '..', '..', '..', 'dist');
const options = {
  kind: 'embedded',
  command: [process.execPath, join(dist, 'cli', 'embedded-target.js')],
} as const;

controlSuite('the embedded server', (terms) => openStrikable(options, terms));

test('its wall clock can be set, and stays set when it is started again', async () => {
  const target = await openStrikable(options, {});
  onTestFinished(() => target.close());
  const { control, monitoringUrl = '' } = target;
  const aheadMs = async (): Promise<number> => {
    const page = (await (await fetch(`${monitoringUrl}/streaming/serverz`)).json()) as {
      now: string;
    };
    return Date.parse(page.now) - Date.now();
  };
  const hour = 3_600_000;
  const isAbout = async (ms: number): Promise<true | undefined> =>
    Math.abs((await aheadMs()) - ms) < hour / 60 ? true : undefined;
  control?.jumpClock?.(3 * hour);
  await waitFor('the clock is ahead', () => isAbout(3 * hour));
  control?.jumpClock?.(-hour);
  await waitFor('the clock is less ahead', () => isAbout(2 * hour));
  await control?.kill('server');
  await control?.start('server', true);
  expect(await isAbout(2 * hour)).toBe(true);
});

test.each(['process.exit(1)', 'process.kill(process.pid, "SIGKILL")'])(
  'server and folder do not outlive whoever started them: %s',
  async (end) => {
    const temp = mkdtempSync(join(tmpdir(), 'nats-test-outlive-'));
    onTestFinished(() => {
      rmSync(temp, { recursive: true, force: true });
    });
    const script = `
      const { openStrikable } = require(${JSON.stringify(join(dist, 'harness', 'target', 'open-target.js'))});
      openStrikable(${JSON.stringify(options)}, { store: 'file' }).then((target) => {
        console.log(target.monitoringUrl);
        process.stdin.once('data', () => ${end});
      });`;
    const child = spawn(process.execPath, ['-e', script], {
      env: { ...process.env, TMPDIR: temp },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = `${line.toString().trim()}/streaming/serverz`;
    expect((await fetch(url)).status).toBe(200);
    child.stdin.write('end\n');
    await once(child, 'exit');
    await waitFor('the server is gone', () =>
      fetch(url).then(
        () => undefined,
        () => true,
      ),
    );
    // SIGKILL leaves nobody who could remove the folder.
    if (end.includes('exit')) expect(readdirSync(temp)).toEqual([]);
  },
);
