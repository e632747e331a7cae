import { describe, test } from 'vitest';

import { type LessonName, startLesson } from '../support/lesson-process';
import { startLessonServer } from '../support/lesson-server';
import { readClientIds } from './support/monitoring';
import { waitUntilRunning } from './support/running';
import { startProxy, startTcpServer } from './support/tcp';

describe.for(['publisher', 'listener'] satisfies LessonName[])('%s.ts', (name) => {
  // SIGHUP is what a process gets whose terminal is closed.
  test.concurrent.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: signs off at once and ends with 0',
    async (signal, { expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const lesson = startLesson(onTestFinished, name, { NATS_URL: server.url });
      await waitUntilRunning(onTestFinished, lesson, name, server);

      lesson.signal(signal);

      const { exitStatus, stdout, stderr } = await lesson.ended();
      expect(await readClientIds(server)).toEqual([]);
      expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
      expect(stdout).toMatch(/^NATS connection closed\n$/m);
    },
  );

  test.concurrent('can be ended while it is connecting', async ({ expect, onTestFinished }) => {
    let arrived = (): void => undefined;
    const connection = new Promise<void>((resolve) => (arrived = resolve));
    const url = await startTcpServer(onTestFinished, () => {
      arrived();
    });
    const lesson = startLesson(onTestFinished, name, { NATS_URL: url });
    await connection;

    lesson.signal('SIGINT');

    const { exitStatus, stderr } = await lesson.ended();
    expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
  });

  test.concurrent(
    'can be ended when the server is frozen, and says that it got no answer',
    async ({ expect, onTestFinished }) => {
      const server = await startLessonServer(onTestFinished);
      const proxy = await startProxy(onTestFinished, server);
      const lesson = startLesson(onTestFinished, name, { NATS_URL: proxy.url });
      await waitUntilRunning(onTestFinished, lesson, name, server);
      proxy.freeze();

      lesson.signal('SIGINT');

      const { exitStatus, stderr } = await lesson.ended();
      expect(exitStatus).toBe(1);
      expect(stderr).toMatch(/^Lost the connection to .*\.\n$/);
    },
  );
});
