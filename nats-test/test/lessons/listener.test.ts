import { describe, test } from 'vitest';

import { startLesson, startNpmLesson } from '../support/lesson-process';
import { startLessonServer } from '../support/lesson-server';
import { waitFor } from '../support/wait-for';
import {
  readChannel,
  readClientIds,
  waitForAcknowledged,
  waitForListeners,
} from './support/monitoring';
import { closeClient, connectClient, joinAndHold, publishAll } from './support/stan-client';

/** npm and the type check of ts-node-dev take seconds on a busy machine. */
const npmTimeoutMs = 60_000;
const received = /^Message received .*$/gm;
const concert = '{"id":"1","title":"concert","price":20}';

describe('npm run listen', () => {
  test.concurrent(
    'prints sequence and data of each event, also of those from before its start',
    { timeout: npmTimeoutMs },
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      await publishAll(await connectClient(onTestFinished, server), [concert, '{"id":"2"}']);

      const listener = startNpmLesson(onTestFinished, 'listen', { NATS_URL: server.url });

      expect(await listener.says(received, 2, npmTimeoutMs)).toEqual([
        `Message received #1, with data: ${concert}`,
        'Message received #2, with data: {"id":"2"}',
      ]);
    },
  );

  test.concurrent.for(['SIGINT', 'SIGTERM'] as const)(
    '%s to all of it signs the client off at once',
    { timeout: npmTimeoutMs },
    async (signal, { expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const listener = startNpmLesson(onTestFinished, 'listen', { NATS_URL: server.url });
      await listener.says(/^Listener connected/gm, 1, npmTimeoutMs);
      await waitForListeners(server, 1);

      listener.signal(signal);

      await listener.ended();
      expect(await readClientIds(server)).toEqual([]);
    },
  );
});

describe('listener.ts', () => {
  test.concurrent(
    'two listeners share the events: each goes to one of them',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const env = { NATS_URL: server.url };
      const first = startLesson(onTestFinished, 'listener', env);
      const second = startLesson(onTestFinished, 'listener', env);
      await waitForListeners(server, 2);

      const events = Array.from({ length: 10 }, (_, index) => `{"id":"${index + 1}"}`);
      await publishAll(await connectClient(onTestFinished, server), events);
      await waitForAcknowledged(server, 10);
      const lines = await waitFor('10 events at both', () => {
        const both = [first.stdout.match(received) ?? [], second.stdout.match(received) ?? []];
        return both.flat().length >= 10 ? both : undefined;
      });

      expect(lines.flat().sort()).toEqual(
        events.map((event, index) => `Message received #${index + 1}, with data: ${event}`).sort(),
      );
      expect(lines.map((one) => one.length > 0)).toEqual([true, true]);
    },
  );

  test.concurrent('acknowledges what it has processed', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished);
    const listener = startLesson(onTestFinished, 'listener', { NATS_URL: server.url });
    await publishAll(await connectClient(onTestFinished, server), [concert]);

    await listener.says(received);

    await waitForAcknowledged(server, 1);
    expect((await readChannel(server)).subscriptions).toHaveLength(1);
  });

  test.concurrent('says when an event is a redelivery', async ({ expect, onTestFinished }) => {
    const server = await startLessonServer(onTestFinished);
    const member = await connectClient(onTestFinished, server);
    const { held } = await joinAndHold(member);
    await publishAll(await connectClient(onTestFinished, server), [concert]);
    await waitFor('the event at the other member', () => (held.length === 1 ? true : undefined));
    const listener = startLesson(onTestFinished, 'listener', { NATS_URL: server.url });
    await waitForListeners(server, 2);

    await closeClient(member);

    expect(await listener.says(received)).toEqual([
      `Message received #1 (redelivered), with data: ${concert}`,
    ]);
  });

  test.concurrent(
    'goes on after a restart with what was published meanwhile',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const env = { NATS_URL: server.url };
      const publisher = await connectClient(onTestFinished, server);
      await publishAll(publisher, ['{"id":"1"}', '{"id":"2"}']);
      const before = startLesson(onTestFinished, 'listener', env);
      await before.says(received, 2);
      before.signal('SIGINT');
      await before.ended();
      await publishAll(publisher, ['{"id":"3"}']);

      const after = startLesson(onTestFinished, 'listener', env);

      await after.says(received);
      await waitForAcknowledged(server, 3);
      expect(after.stdout.match(received)).toEqual(['Message received #3, with data: {"id":"3"}']);
    },
  );

  test.concurrent(
    'skips an event that is not JSON and says so: it does not come back',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      await publishAll(await connectClient(onTestFinished, server), ['{oops', concert]);

      const listener = startLesson(onTestFinished, 'listener', { NATS_URL: server.url });

      expect(await listener.says(received, 2)).toEqual([
        'Message received #1 (skipped: not JSON), with data: {oops',
        `Message received #2, with data: ${concert}`,
      ]);
      await waitForAcknowledged(server, 2);
    },
  );
});
