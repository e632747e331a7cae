import { afterAll, describe, expect, test } from 'vitest';

import { startCli } from '../cli/cli-process';
import { waitForListeners } from '../lessons/support/monitoring';
import { type LessonProcess, startLesson, startNpmLesson } from '../support/lesson-process';
import type { CleanUp, LessonServer } from '../support/lesson-server';
import { waitFor } from '../support/wait-for';
import { forwardPorts, type PortForward, runTool, runToolWell } from './kubernetes';

if (process.env['NATS_TEST_K8S_RUN'] === undefined)
  throw new Error('This deploys to the cluster that kubectl is set to: type npm run test:k8s.');

const NAMESPACE = 'nats-test';
const LOST = 'Lost the connection to localhost:4222';
const FORWARD = 'start the server or its port-forward';

/** What the lessons find without a setting, once the ports are forwarded. */
const server: LessonServer = {
  url: 'nats://localhost:4222',
  monitoringUrl: 'http://localhost:8222',
  stop: () => Promise.reject(new Error('the cluster is not ours to stop')),
};

/** What the steps have started; undone when the last one is over, in reverse order. */
const undos: (() => Promise<void>)[] = [];
const cleanUp: CleanUp = (undo) => undos.push(undo);
afterAll(async () => {
  for (const undo of undos.reverse()) await undo();
});

const kubectl = (...args: string[]): Promise<string> =>
  runToolWell('kubectl', ['-n', NAMESPACE, ...args]);

describe('On a real Kubernetes', () => {
  let portForward: PortForward;
  let listeners: readonly LessonProcess[];
  let publisher: LessonProcess;

  test('the namespace takes restricted pods only', async () => {
    const label = 'pod-security.kubernetes.io/enforce=restricted';
    await kubectl('create', 'namespace', NAMESPACE);
    await kubectl('label', 'namespace', NAMESPACE, label);

    // The image as it is would run as root.
    const run = ['run', 'root', '--image=nats-streaming:0.17.0', '--dry-run=server'];
    const { stderr } = await runTool('kubectl', ['-n', NAMESPACE, ...run]);

    expect(stderr).toContain('violates PodSecurity "restricted:latest"');
  });

  test('skaffold run deploys the manifest', async () => {
    await runToolWell('skaffold', ['run', '--namespace', NAMESPACE]);

    const deployments = await kubectl('get', 'deployments', '-o', 'name');
    expect(deployments).toBe('deployment.apps/nats-depl\n');
  });

  test('the pod is ready', async () => {
    await kubectl('rollout', 'status', 'deployment/nats-depl', '--timeout=60s');
  });

  test('kubectl port-forward leads to it', async () => {
    portForward = await forwardPorts(cleanUp, NAMESPACE, 'service/nats-srv', [4222, 8222]);

    const serverz = await (await fetch(`${server.monitoringUrl}/streaming/serverz`)).json();
    expect(serverz).toMatchObject({ cluster_id: 'ticketing', version: '0.17.0' });
  });

  test('two listeners subscribe', async () => {
    listeners = [startNpmLesson(cleanUp, 'listen', {}), startNpmLesson(cleanUp, 'listen', {})];
    await waitForListeners(server, 2);
  });

  test('each event that is published arrives at one of the two', async () => {
    publisher = startNpmLesson(cleanUp, 'publish', {});
    const events = 4;
    for (let count = 1; count <= events; count++) {
      if (count > 1) publisher.type('rs');
      await publisher.says(/^Event published/gm, count);
    }

    const received = await waitFor('all events', () => {
      const all = listeners.flatMap(({ stdout }) => dataOf(stdout, 'Message received #'));
      return all.length >= events ? all : undefined;
    });
    expect(received.sort()).toEqual(dataOf(publisher.stdout, 'Event published').sort());
  });

  test('nats-test verify finds it valid', async () => {
    const where = ['--url', server.url, '--cluster', 'ticketing'];
    const monitoring = ['--monitoring', server.monitoringUrl];
    const heartbeats = ['--hbi', '5s', '--hbt', '5s', '--hbf', '2'];
    const args = ['verify', ...where, ...monitoring, ...heartbeats, '--json'];

    // A client that stops answering is evicted after 30 s there.
    const { exitStatus, stdout, stderr } = await startCli(cleanUp, args).ended(100_000);

    expect({ exitStatus, stderr }, stdout).toEqual({ exitStatus: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'valid' });
  });

  test('when the pod is deleted, publisher and listeners say what happened', async () => {
    // Without npm and ts-node-dev, which stay: for the exit status.
    const ownPublisher = startLesson(cleanUp, 'publisher', { NATS_CLIENT_ID: 'another' });
    await ownPublisher.says(/^Event published/gm);
    const ownListener = startLesson(cleanUp, 'listener', {});
    await waitForListeners(server, 3);

    await kubectl('delete', 'pod', '-l', 'app=nats');

    const publishAgain = `${LOST}, and the event was stored: ${FORWARD}, then type npm run publish.\n`;
    const listenAgain = `${LOST}: ${FORWARD}, then type npm run listen.\n`;
    expect(await ownPublisher.ended()).toMatchObject({ exitStatus: 1, stderr: publishAgain });
    expect(await ownListener.ended()).toMatchObject({ exitStatus: 1, stderr: listenAgain });
    await waitFor('the lines of those run by npm', () =>
      [publisher, ...listeners].every(({ stderr }) => stderr.includes(LOST)) ? true : undefined,
    );
    expect(publisher.stderr).toContain(publishAgain);
    for (const listener of listeners) expect(listener.stderr).toContain(listenAgain);
    // It finds out at the next connection, which a listener that is started again would be.
    await expect(fetch(server.monitoringUrl)).rejects.toThrow();
    expect(await portForward.ended()).toContain('lost connection to pod');
  });

  test('with a new pod, a new port-forward helps, as they said', async () => {
    await kubectl('rollout', 'status', 'deployment/nats-depl', '--timeout=60s');
    await forwardPorts(cleanUp, NAMESPACE, 'service/nats-srv', [4222, 8222]);

    const listener = startNpmLesson(cleanUp, 'listen', {});
    await waitForListeners(server, 1);
    await startNpmLesson(cleanUp, 'publish', {}).says(/^Event published/gm);

    // The store was in memory: what was published before is gone.
    await listener.says(/^Message received #1, with data/gm);
  });
});

/** The events in the lines of a lesson that begin so. */
function dataOf(stdout: string, begin: string): string[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith(begin));
  return lines.map((line) => /\{.*\}/.exec(line)?.[0] ?? line);
}
