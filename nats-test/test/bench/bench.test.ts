import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, test } from 'vitest';

import { startServer, type EmbeddedServer } from '../../src/index';
import type { CleanUp } from '../cli/cli-process';
import { makeTempFolder } from '../cli/temp-folder';
import { benchOn, onlyRun } from './bench-on';

async function serverFor(cleanUp: CleanUp): Promise<EmbeddedServer> {
  const server = await startServer();
  cleanUp(() => server.stop());
  return server;
}

const short = { messages: '300', warmUp: '0' } as const;

describe.concurrent('a bench', () => {
  test('of a server that does everything right', async ({ expect, onTestFinished }) => {
    const server = await serverFor(onTestFinished);

    const report = await benchOn(server, {
      publishers: '2',
      subscribers: '1',
      queue: ['orders:2'],
      channels: '2',
      messages: '400',
      warmUp: '100',
      size: '64-2000',
    });

    const run = onlyRun(report);
    expect(report).not.toHaveProperty('partial');
    expect(run).toMatchObject({
      round: 1,
      messages: { published: 400, acknowledged: 400, delivered: 800, redelivered: 0 },
      verification: { verdict: 'valid', lost: 0, duplicated: 0, reordered: 0, unexpected: 0 },
      errors: [],
    });
    expect(run.publishAck.count).toBe(400);
    expect(run.endToEnd.count).toBe(800);
    expect(run.endToEnd.minMs).toBeGreaterThan(0);
    expect(run.timeline.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(800);
    expect(run.timeline.at(-1)?.backlog).toBe(0);
    expect(run.load.workers.map(({ role }) => role).sort()).toEqual(['publisher', 'subscriber']);
  });

  test('is red when a message is lost', async ({ expect, onTestFinished }) => {
    const server = await serverFor(onTestFinished);
    server.faults.deliveries.drop({ sequence: 50 });

    const { verification } = onlyRun(await benchOn(server, { ...short, ackWait: '1s' }));

    expect(verification).toMatchObject({
      verdict: 'invalid',
      lost: 1,
      duplicated: 0,
      examples: [
        'subscriber 1 never got message 50 of publisher 1, which was acknowledged',
        expect.stringMatching(/^lost may be .* -mm, -mb and -ma/),
      ],
    });
  });

  test('is not red when a message is lost and delivered again', async (context) => {
    const { expect } = context;
    const server = await serverFor(context.onTestFinished);
    server.faults.deliveries.drop({ sequence: 50 }, { times: 1 });

    const run = onlyRun(await benchOn(server, { ...short, ackWait: '1s' }));

    expect(run.verification).toMatchObject({ verdict: 'valid', lost: 0, reordered: 0 });
    expect(run.messages).toMatchObject({ delivered: 300, redelivered: 1 });
    expect(run.endToEnd.maxMs).toBeGreaterThan(900);
  });

  test('is red when a message comes twice', async ({ expect, onTestFinished }) => {
    const server = await serverFor(onTestFinished);
    server.faults.deliveries.repeat({ sequence: 50 });

    const run = onlyRun(await benchOn(server, { ...short, queue: ['orders:2'] }));

    expect(run.verification).toMatchObject({ verdict: 'invalid', lost: 0, duplicated: 1 });
    expect(run.messages.delivered, 'the second copy is no message').toBe(300);
  });

  test('is red when a message is overtaken', async ({ expect, onTestFinished }) => {
    const server = await serverFor(onTestFinished);
    // So long that the next one comes before it on a busy machine, too.
    server.faults.deliveries.delay(300, { sequence: 50 });

    const { verification } = onlyRun(await benchOn(server, { ...short, sync: true }));

    expect(verification).toMatchObject({ verdict: 'invalid', lost: 0, reordered: 1 });
  });

  test('keeps what there is when the server goes', async ({ expect, onTestFinished }) => {
    const server = await serverFor(onTestFinished);

    const report = await benchOn(
      server,
      { rate: '200', duration: '60s', warmUp: '0' },
      {
        onEvent: (event) => {
          if (event.kind === 'live' && event.live.elapsedMs > 700) void server.stop();
        },
      },
    );

    const run = onlyRun(report);
    expect(report.partial).toMatch(/^the connection to the server was lost: /);
    expect(run.partial).toBe(report.partial);
    expect(run.messages.acknowledged).toBeGreaterThan(50);
    expect(run.verification).toMatchObject({ verdict: 'unknown', lost: 0 });
  });

  test('keeps what there is after Ctrl+C', async ({ expect, onTestFinished }) => {
    const server = await serverFor(onTestFinished);
    const interrupt = new AbortController();

    const report = await benchOn(
      server,
      { duration: '60s', warmUp: '0', rate: '200', rounds: '5' },
      {
        interrupted: interrupt.signal,
        onEvent: (event) => {
          if (event.kind === 'live' && event.live.elapsedMs > 700) interrupt.abort('SIGINT');
        },
      },
    );

    expect(report.partial).toBe('interrupted by SIGINT');
    expect(onlyRun(report)).toMatchObject({
      partial: 'interrupted by SIGINT',
      verification: { verdict: 'valid' },
    });
  });

  test('of a backlog: nobody is there while it is published', async (context) => {
    const { expect } = context;
    const server = await serverFor(context.onTestFinished);

    const run = onlyRun(
      await benchOn(server, { drain: true, messages: '300', rate: '400', queue: ['orders:2'] }),
    );

    expect(run).toMatchObject({
      messages: { published: 300, delivered: 300, redelivered: 0 },
      verification: { verdict: 'valid' },
    });
    expect(run.drainMs).toBeGreaterThan(0);
    expect(run.timeline[0]).toMatchObject({ delivered: 0 });
    expect(run.timeline[0]?.backlog).toBeGreaterThan(50);
  });

  test('of subscribers that work: their time sets the pace', async (context) => {
    const { expect } = context;
    const server = await serverFor(context.onTestFinished);

    const run = onlyRun(
      await benchOn(server, { messages: '100', warmUp: '0', work: '5ms', maxInFlight: '1' }),
    );

    expect(run.verification.verdict).toBe('valid');
    // A hundred of 5 ms, the work on the last one included.
    expect(run.durationMs).toBeGreaterThanOrEqual(100 * 5);
  });

  // Two workers of 10 ms take 200 messages a second. Whatever comes above that waits for them, be it in
  // the server or, with a high --max-in-flight, in the client.
  test.for(['2', '1024'])(
    'of subscribers that do not keep up, with %s in flight',
    async (maxInFlight, context) => {
      const { expect } = context;
      const server = await serverFor(context.onTestFinished);

      const run = onlyRun(
        await benchOn(server, {
          ...{ queue: ['orders:2'], work: '10ms', maxInFlight },
          ...{ rate: '400', duration: '1s', warmUp: '0' },
        }),
      );

      expect(run.verification.verdict).toBe('valid');
      expect(run.messages).toMatchObject({ delivered: 400, redelivered: 0 });
      expect(run.rates.delivered).toBeLessThanOrEqual(200);
      // The last ones wait for a second, the middle ones for half of one.
      expect(run.endToEnd.p50Ms).toBeGreaterThan(400);
      expect(run.endToEnd.p99Ms).toBeGreaterThan(900);
      expect(Math.max(...run.timeline.map(({ backlog }) => backlog))).toBeGreaterThan(150);
      expect(run.timeline.at(-1)?.backlog).toBe(0);
    },
  );

  test('leaves no client and no durable subscription behind', async (context) => {
    const { expect } = context;
    const server = await serverFor(context.onTestFinished);

    await benchOn(server, { ...short, durable: true, rounds: '2' });

    const ask = async (path: string): Promise<Record<string, unknown>> => {
      const response = await fetch(`${server.monitoringUrl ?? ''}/streaming/${path}`);
      return (await response.json()) as Record<string, unknown>;
    };
    expect(await ask('clientsz')).toMatchObject({ total: 0 });
    const channel = await ask('channelsz?channel=nats-test.bench.1&subs=1');
    expect(channel).toMatchObject({ msgs: 600 });
    // Left out when there are none, offline durable ones included.
    expect(channel['subscriptions']).toBeUndefined();
  });

  test('says what to do when the server has no room for its channels', async (context) => {
    const { expect } = context;
    const server = await startServer({ args: ['-mc', '2'] });
    context.onTestFinished(() => server.stop());

    const report = await benchOn(server, { channels: '3', messages: '10' });

    expect(report.targets[0]?.runs).toEqual([]);
    expect(report.partial).toMatch(
      /the subscription to nats-test\.bench\.3 failed: too many channels; use fewer with --channels/,
    );
    const clients = await fetch(`${server.monitoringUrl ?? ''}/streaming/clientsz`);
    expect(await clients.json(), 'those that had connected are gone').toMatchObject({ total: 0 });
  });

  test('says the same where nobody subscribes and publishes fail', async (context) => {
    const { expect } = context;
    const server = await startServer({ args: ['-mc', '2'] });
    context.onTestFinished(() => server.stop());

    const load = { subscribers: '0', channels: '3', messages: '30', warmUp: '0' };
    const report = await benchOn(server, load);

    expect(report.partial).toMatch(
      /^10 publishes failed or were never answered: too many channels; use fewer with --channels/,
    );
  });

  test('says what to do when the server takes no message so long', async (context) => {
    const { expect } = context;
    const config = join(await makeTempFolder(context.onTestFinished), 'server.conf');
    await writeFile(config, 'max_payload: 1000');
    const server = await startServer({ args: ['-c', config] });
    context.onTestFinished(() => server.stop());

    const report = await benchOn(server, { ...short, size: '2000' });

    expect(report.partial).toMatch(
      /^the connection .* was lost: .*; the server takes 1000 bytes in a message, .* a smaller --size$/,
    );
  });

  test('says what to do when no message was due', async (context) => {
    const { expect } = context;
    const server = await serverFor(context.onTestFinished);

    const report = await benchOn(server, { rate: '0.001:1ms' });

    expect(report.partial).toMatch(/: nothing was measured, .*: give a longer --duration/);
  });

  test('says which of two targets was measured in part', async (context) => {
    const { expect } = context;
    const whole = await serverFor(context.onTestFinished);
    const full = await startServer({ args: ['-mc', '1'] });
    context.onTestFinished(() => full.stop());
    const load = { subscribers: '0', channels: '2', messages: '20', warmUp: '0', rounds: '1' };

    const report = await benchOn([whole, full], load);

    expect(report.partial?.startsWith(`${full.url}: 10 publishes failed`)).toBe(true);
    expect(report.targets.map(({ runs }) => runs[0]?.partial !== undefined)).toEqual([false, true]);
  });
});
