import type { LessonName, LessonProcess } from '../../support/lesson-process';
import type { CleanUp, LessonServer } from '../../support/lesson-server';
import { closeClient, connectClient, publishAll } from './stan-client';

/**
 * Waits until a lesson has nothing in the air: the publisher's event is stored, or the listener has
 * got an event, and so the answer to its subscription before that.
 */
export async function waitUntilRunning(
  cleanUp: CleanUp,
  lesson: LessonProcess,
  name: LessonName,
  server: LessonServer,
): Promise<void> {
  if (name === 'publisher') {
    await lesson.says(/^Event published/gm);
    return;
  }
  const client = await connectClient(cleanUp, server);
  await publishAll(client, ['{}']);
  await closeClient(client);
  await lesson.says(/^Message received/gm);
}
