import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { makePlan } from '../../../src/bench/make-plan';
import { runRound } from '../../../src/bench/run/run-round';
import type { OpenTarget } from '../../../src/bench/targets/open-target';
import { startServer } from '../../../src/index';

/** Workers are processes, so that they run what is compiled; `npm test` compiles before. */
const workerFile = join(__dirname, '..', '..', '..', 'dist', 'bench', 'load', 'worker.js');

/** Why a round ended early whose server went away while it was measured. */
async function whyEnded(died: (gone: Promise<void>) => Promise<string>): Promise<unknown> {
  const server = await startServer();
  onTestFinished(() => server.stop());
  let goneIs = (): void => undefined;
  const gone = new Promise<void>((resolve) => (goneIs = resolve));
  const { url, clusterId } = server;
  const target: OpenTarget = {
    connection: { url, clusterId },
    died: died(gone),
    close: () => Promise.resolve(),
  };
  const report = await runRound({
    load: makePlan({ rate: '200', duration: '60s', warmUp: '0' }, 1, 2).load,
    target,
    ...{ round: 1, bench: 1, seed: 1, intervalMs: 250, drainMsMax: 1000, workerFile },
    interrupted: new AbortController().signal,
    onLive: ({ elapsedMs }) => {
      if (elapsedMs > 300) void server.stop().then(goneIs);
    },
  });
  return report.partial;
}

test('a server that died is what is told, though the lost connection was known first', async () => {
  const died = async (gone: Promise<void>): Promise<string> => {
    await gone;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'the server died: it ended with SIGKILL';
  };
  expect(await whyEnded(died)).toBe('the server died: it ended with SIGKILL');
});

test('a server that lives on and ended the connection did not die', async () => {
  const lives = new Promise<string>(() => undefined);
  expect(await whyEnded(() => lives)).toMatch(/^the connection to the server was lost: /);
});
