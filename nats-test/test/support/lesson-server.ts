import { startServer } from '../../src/index';
import { startTarget, targetKind } from './conformance-target';

/** Registers what a test must undo, whether it passes or not: a test context's `onTestFinished`. */
export type CleanUp = (undo: () => Promise<void>) => void;

/** A server for lessons to talk to; time is real in it. */
export interface LessonServer {
  /** nats://127.0.0.1:PORT */
  readonly url: string;
  /** http://127.0.0.1:PORT, no slash at the end. */
  readonly monitoringUrl: string;
  /** Ends it and with it every connection. */
  stop(): Promise<void>;
}

/** What infra/k8s/nats-depl.yaml runs, but for the ports. */
const COURSE_ARGS = ['-hbi', '5s', '-hbt', '5s', '-hbf', '2', '-SD', '-cid', 'ticketing'];

/**
 * Starts a server of its own for one test, on loopback and free ports: the embedded one, or the
 * real nats-streaming-server that the environment's NATS_STREAMING_SERVER names.
 *
 * @param args flags of nats-streaming-server after the course's own; a later flag wins
 */
export async function startLessonServer(
  cleanUp: CleanUp,
  args: readonly string[] = [],
): Promise<LessonServer> {
  const server = targetKind === 'real' ? await startTarget({ args }) : await startEmbedded(args);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.stop());
  cleanUp(stop);
  return { url: server.url, monitoringUrl: server.monitoringUrl, stop };
}

async function startEmbedded(args: readonly string[]): Promise<LessonServer> {
  const server = await startServer({
    args: [...COURSE_ARGS, ...args],
    host: '127.0.0.1',
    port: 0,
    monitoringPort: 0,
  });
  const { url, monitoringUrl } = server;
  if (monitoringUrl === undefined) throw new Error('the embedded server has no monitoring');
  return { url, monitoringUrl, stop: () => server.stop() };
}
