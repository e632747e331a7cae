import { describe, expect, it } from 'vitest';

import { createLog } from '../../../src/base/log';
import { MemoryStore } from '../../../src/server/stores/memory/memory-store';
import { StreamingServer } from '../../../src/server/streaming/streaming-server';
import { openStreaming, type StreamingStage } from '../../support/streaming-stage';

/** Another server on the NATS of the stage's, which is about to join it. */
function newcomer({ broker, clock }: StreamingStage, clusterId: string): StreamingServer {
  const log = createLog(() => undefined, { debug: false, trace: false });
  const noLimits = {
    channelsMax: 0,
    subscriptionsMax: 0,
    msgsMax: 0,
    bytesMax: 0,
    ageMsMax: 0,
    inactivityMsMax: 0,
  };
  const { onTurn } = broker;
  const server = new StreamingServer({
    nats: broker,
    store: new MemoryStore(noLimits, clock, log),
    log,
    clusterId,
    serverId: 'server',
    heartbeats: { intervalMs: 5000, timeoutMs: 5000, failuresMax: 2 },
  });
  // Of two on one broker it is the first that is told of turns.
  broker.onTurn = onTurn;
  return server;
}

describe('a server that joins a NATS where others may be', () => {
  it('does not serve when one of them has its cluster ID', async () => {
    const stage = openStreaming();
    const joined = newcomer(stage, 'ticketing').join();
    stage.endTurn();
    stage.endTurn();

    expect(await joined).toBe('discovered another streaming server with cluster ID "ticketing"');
    expect(stage.server.state.clients.count).toBe(0);
  });

  it('waits a quarter of a second for an answer, and then serves', async () => {
    const stage = openStreaming();
    let answer: string | undefined = 'not yet';
    const joined = newcomer(stage, 'other')
      .join()
      .then((refusal) => (answer = refusal));

    stage.elapse(249);
    await Promise.resolve();
    expect(answer).toBe('not yet');
    stage.elapse(1);
    await joined;

    expect(answer).toBeUndefined();
  });

  it('does not serve when what answers is no streaming server', async () => {
    const stage = openStreaming();
    const peer = stage.connect();
    peer.send('SUB _STAN.discover.other 1\r\n');
    const joined = newcomer(stage, 'other').join();
    stage.endTurn();
    const inbox = /MSG \S+ 1 (\S+) /.exec(peer.take())?.[1] ?? 'nothing came';
    peer.send(`PUB ${inbox} 4\r\nJUNK\r\n`);

    expect(await joined).toMatch(/^unmarshall error while detecting another server instance: /);
  });
});
