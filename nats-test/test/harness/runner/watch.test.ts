import { describe, expect, it, onTestFinished } from 'vitest';

import { createClient } from '../../../src/harness/client/stan-client';
import { openRelay } from '../../../src/harness/faults/relay';
import { answers } from '../../../src/harness/runner/answers';
import { Stage } from '../../../src/harness/runner/stage';
import { watch } from '../../../src/harness/runner/watch';
import { scripts } from '../../../src/harness/scenarios/all';
import { openServer } from '../../support/embedded-stage';
import { delay, waitFor } from '../../support/wait-for';

/** A stage with one client that reaches its server by way of a relay. */
async function openStage(): Promise<{
  readonly stage: Stage;
  readonly relay: Awaited<ReturnType<typeof openRelay>>;
}> {
  const server = await openServer();
  const relay = await openRelay({ host: '127.0.0.1', port: server.port });
  onTestFinished(() => relay.close());
  const connection = { url: `nats://127.0.0.1:${relay.port}`, clusterId: server.clusterId };
  const [scenario] = scripts;
  if (!scenario) throw new Error('there is no scenario');
  const stage = new Stage(scenario, { connection, close: () => Promise.resolve() }, 'run');
  const client = createClient(connection, 'a', { lost: () => undefined }, { requestMs: 3000 });
  onTestFinished(() => {
    client.destroy();
  });
  await client.connect();
  const staged = { name: 'a', client, relay: undefined, isConnected: true, isFrozen: false };
  stage.clients.set('a', staged);
  return { stage, relay };
}

const pauses = ({ recorder }: Stage): number[] =>
  recorder.history.flatMap((operation) => (operation.f === 'pause' ? [operation.pausedMs] : []));

describe('watch', () => {
  it('records that this process has stood still', async () => {
    const { stage } = await openStage();
    const end = watch(stage);
    onTestFinished(end);

    const standsStillUntilMs = performance.now() + 1500;
    while (performance.now() < standsStillUntilMs);

    const [pausedMs] = await waitFor('a pause', () =>
      pauses(stage)[0] ? pauses(stage) : undefined,
    );
    expect(pausedMs).toBeGreaterThan(1000);
    expect(pausedMs).toBeLessThan(3000);
  });

  it('records that the server has not answered for long', async () => {
    const { stage, relay } = await openStage();
    const end = watch(stage);
    onTestFinished(end);

    relay.freeze();
    await delay(1500);
    relay.thaw();

    expect(await waitFor('a pause', () => pauses(stage)[0])).toBeGreaterThan(1000);
  });

  it('records nothing when all is well', async () => {
    const { stage } = await openStage();
    const end = watch(stage);

    await delay(700);
    end();

    expect(pauses(stage)).toEqual([]);
  });
});

describe('answers', () => {
  it('has nothing to say of a server that answers', async () => {
    const { stage } = await openStage();

    expect(await answers(stage)).toBeUndefined();
  });

  it('says when it does not', async () => {
    const { stage, relay } = await openStage();
    relay.freeze();

    expect(await answers(stage)).toContain('no answer to a ping');
  });

  it('says when the connection goes meanwhile', async () => {
    const { stage, relay } = await openStage();
    relay.freeze();
    const asked = answers(stage);
    relay.cut();

    expect(await asked).toMatch(/disconnected|closed/i);
  });
});
