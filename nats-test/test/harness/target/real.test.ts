import { describe, expect, onTestFinished, test } from 'vitest';

import { openStrikable } from '../../../src/harness/target/open-target';
import type { ServerControl, Target } from '../../../src/harness/target/target';
import { waitFor } from '../../support/wait-for';
import { connect, controlSuite, publish, stored } from './control-suite';

/** As in the conformance suite: the path of a real nats-streaming-server 0.17.0. */
const path = process.env['NATS_STREAMING_SERVER'] ?? '';
if (path === '') {
  console.log('real servers as targets: skipped, NATS_STREAMING_SERVER names none');
  test.skip('real servers as targets (NATS_STREAMING_SERVER names none)');
} else {
  controlSuite('a real server', (terms) =>
    openStrikable({ kind: 'process', path, file: path }, terms),
  );
  describe('a cluster of real servers', clusterTests);
}

function clusterTests(): void {
  test.each([true, false])(
    'another node leads when the leader is killed, and the messages are there (started with its store: %s)',
    async (keepsStore) => {
      const { target, control } = await openCluster();
      await publish(target, 'a', 'b');
      const first = await leaderOf(control);
      await control.kill(first);
      const second = await leaderOf(control);
      expect(second).not.toBe(first);
      expect(await stored(target, 2, second)).toEqual(['a', 'b']);
      await control.start(first, keepsStore);
      // Alone with one that was away: what it has now makes the majority.
      await control.kill(second);
      await leaderOf(control);
      const client = await connect(target, 'after', first);
      expect((await client.publish('channel', 'c')).type).toBe('ok');
      expect(control.died.aborted).toBe(false);
    },
  );

  test('another node leads while the leader is frozen, and one of them when it is thawed', async () => {
    const { control } = await openCluster();
    const first = await leaderOf(control);
    control.freeze(first);
    expect(await leaderOf(control)).not.toBe(first);
    control.thaw(first);
    expect(control.nodes).toContain(await leaderOf(control));
  });

  test('it has three nodes, and says so', async () => {
    const { target, control } = await openCluster();
    expect([target.nodes, control.nodes]).toEqual([3, ['node 1', 'node 2', 'node 3']]);
    const ports = control.nodes.map((node) => control.address(node).port);
    expect(target.connection.url).toBe(ports.map((it) => `nats://127.0.0.1:${it}`).join(','));
  });
}

async function openCluster(): Promise<{ target: Target; control: ServerControl }> {
  const target = await openStrikable({ kind: 'cluster', path, file: path }, {});
  onTestFinished(() => target.close());
  if (!target.control) throw new Error('it has no control');
  return { target, control: target.control };
}

/** Who leads, as soon as somebody does; an election may have to be repeated. */
function leaderOf(control: ServerControl): Promise<string> {
  return waitFor('a leader', () => control.leader(), 60_000);
}
