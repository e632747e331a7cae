import { describe, test } from 'vitest';

import { startLesson, startNpmLesson } from '../support/lesson-process';
import { startLessonServer } from '../support/lesson-server';
import { readChannel, readClientIds } from './support/monitoring';
import { connectClient, readEvents } from './support/stan-client';

/** npm and the type check of ts-node-dev take seconds on a busy machine. */
const npmTimeoutMs = 60_000;
const published = /^Event published to ticket:created: .*$/gm;

describe('npm run publish', () => {
  test.concurrent(
    'publishes one event, and one more for rs and Enter',
    { timeout: npmTimeoutMs },
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const publisher = startNpmLesson(onTestFinished, 'publish', { NATS_URL: server.url });
      await publisher.says(published, 1, npmTimeoutMs);
      expect((await readChannel(server)).msgs).toBe(1);

      publisher.type('rs');

      await publisher.says(published, 2, npmTimeoutMs);
      expect((await readChannel(server)).msgs).toBe(2);
    },
  );

  test.concurrent(
    'Ctrl+C signs the client off at once and ends all of it',
    { timeout: npmTimeoutMs },
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const publisher = startNpmLesson(onTestFinished, 'publish', { NATS_URL: server.url });
      await publisher.says(published, 1, npmTimeoutMs);
      expect(await readClientIds(server)).toEqual(['abc']);

      publisher.signal('SIGINT');

      await publisher.ended();
      expect(await readClientIds(server)).toEqual([]);
    },
  );

  test.concurrent(
    'gives the prompt back with 1 and the sentence when the lesson fails',
    { timeout: npmTimeoutMs },
    async ({ expect, onTestFinished }) => {
      const publisher = startNpmLesson(onTestFinished, 'publish', { NATS_URL: 'nonsense' });

      const { exitStatus, stderr } = await publisher.ended(npmTimeoutMs);

      expect(stderr).toContain('NATS_URL is "nonsense": ');
      expect(exitStatus).toBe(1);
    },
  );
});

describe('publisher.ts', () => {
  test.concurrent(
    'stores an event with id, title and price as JSON, and says which',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const publisher = startLesson(onTestFinished, 'publisher', { NATS_URL: server.url });

      const [line] = await publisher.says(published);

      const [stored = ''] = await readEvents(await connectClient(onTestFinished, server), 1);
      expect(JSON.parse(stored)).toEqual({
        id: expect.any(String),
        title: expect.any(String),
        price: expect.any(Number),
      });
      expect(line).toContain(`ticket:created: ${stored} (guid `);
    },
  );

  test.concurrent(
    'connects as NATS_CLIENT_ID to the cluster NATS_CLUSTER_ID',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished, ['-cid', 'other']);
      const publisher = startLesson(onTestFinished, 'publisher', {
        NATS_URL: server.url,
        NATS_CLUSTER_ID: 'other',
        NATS_CLIENT_ID: 'orders-publisher',
      });

      await publisher.says(published);

      expect(await readClientIds(server)).toEqual(['orders-publisher']);
    },
  );

  test.concurrent(
    'can be started again right after a crash',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const env = { NATS_URL: server.url };
      const crashed = startLesson(onTestFinished, 'publisher', env);
      await crashed.says(published);
      crashed.signal('SIGKILL');
      await crashed.ended();

      const again = startLesson(onTestFinished, 'publisher', env);

      await again.says(published);
      expect((await readChannel(server)).msgs).toBe(2);
    },
  );

  test.concurrent(
    'prints no control characters when it is piped',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const publisher = startLesson(onTestFinished, 'publisher', { NATS_URL: server.url });

      await publisher.says(published);

      expect(publisher.stdout).toMatch(/^Publisher connected to NATS\n/);
    },
  );
});
