import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import nats from 'node-nats-streaming';
import { describe, expect, onTestFinished, test } from 'vitest';

import { openFunctionListener } from '../../../src/check/listener/function-listener';
import { watchLeftovers, type Leftover } from '../../../src/check/listener/what-is-left';
import type { ListenerContext, RunningListener } from '../../../src/check/options';
import { startServer } from '../../../src/index';

const SILENT = { said: () => undefined, threw: () => undefined, exited: () => undefined };
const GOODBYE_MS = 50;

/** What a listener has left when it was started and stopped. */
async function leftBy(
  start: (context: ListenerContext<unknown>) => Promise<RunningListener> | RunningListener,
): Promise<Leftover[]> {
  const server = await startServer({ monitoringPort: false });
  onTestFinished(() => server.stop());
  const watch = watchLeftovers(server.url);
  const place = { url: server.url, clusterId: 'test-cluster', clientId: 'it', state: undefined };
  const listener = openFunctionListener({ start })({ ...place, member: 'A' }, SILENT);
  onTestFinished(() => listener.dispose());
  await listener.start();
  await listener.stop();
  await delay(GOODBYE_MS);
  return watch.stop();
}

/** Subscribes, as start is meant to. */
function subscribe({ url, clusterId, clientId }: ListenerContext<unknown>): Promise<nats.Stan> {
  return new Promise((resolve) => {
    const stan = nats.connect(clusterId, clientId, { url });
    stan.on('connect', () => {
      const options = stan.subscriptionOptions().setManualAckMode(true).setDurableName('d');
      stan.subscribe('orders', 'group', options).on('ready', () => resolve(stan));
    });
  });
}

const PLACE = /^test\/check\/listener\/what-is-left\.test\.ts:\d+:\d+$/;

describe('what a listener has left when it was stopped', () => {
  test('is nothing after the close of its client, waited for', async () => {
    const left = await leftBy(async (context) => {
      const stan = await subscribe(context);
      return {
        stop: () =>
          new Promise<void>((resolve) => {
            stan.on('close', () => resolve());
            stan.close();
          }),
      };
    });
    expect(left).toEqual([]);
  });

  test('is nothing after the close of its client, not waited for', async () => {
    const left = await leftBy(async (context) => {
      const stan = await subscribe(context);
      return { stop: () => stan.close() };
    });
    expect(left).toEqual([]);
  });

  test('is nothing when its timers do not keep the process alive, or are over', async () => {
    const left = await leftBy(() => {
      setInterval(() => undefined, 1000).unref();
      setTimeout(() => undefined, 1);
      clearTimeout(setTimeout(() => undefined, 1000));
      return { stop: () => undefined };
    });
    expect(left).toEqual([]);
  });

  test('is its client where stop does not close it, with the line that made it', async () => {
    const left = await leftBy(async (context) => {
      await subscribe(context);
      return { stop: () => undefined };
    });
    expect(left).toContainEqual({ what: 'socket', place: expect.stringMatching(PLACE) });
  });

  test('is a timer with the line that made it, named once', async () => {
    const timers: NodeJS.Timeout[] = [];
    onTestFinished(() => timers.forEach((timer) => clearInterval(timer)));
    const left = await leftBy(() => {
      for (let i = 0; i < 3; i++) timers.push(setInterval(() => undefined, 1000));
      return { stop: () => undefined };
    });
    expect(left).toEqual([{ what: 'timer', place: expect.stringMatching(PLACE) }]);
  });

  test('is a server with the line that made it', async () => {
    let server: Server | undefined;
    onTestFinished(() => void server?.close());
    const left = await leftBy(async () => {
      await delay(1);
      server = createServer().listen(0, '127.0.0.1');
      return { stop: () => undefined };
    });
    expect(left).toEqual([{ what: 'server', place: expect.stringMatching(PLACE) }]);
  });

  test('is nothing of what others have made meanwhile', async () => {
    const timers: NodeJS.Timeout[] = [];
    onTestFinished(() => timers.forEach((timer) => clearInterval(timer)));
    const left = leftBy(() => ({ stop: () => undefined }));
    timers.push(setInterval(() => undefined, 1000));
    expect(await left).toEqual([]);
  });
});
