import { describe, expect, it } from 'vitest';
import { wire } from '../../support/stan-wire';
import { openStreaming, type TestStan } from '../../support/streaming-stage';

const close = (client: TestStan): void => {
  const request = wire.closeRequest.encode({ clientID: client.clientId });
  client.request(client.server.closeRequests, request);
};

describe('a client that has closed', () => {
  it('can publish no more', () => {
    const client = openStreaming().client('one');
    client.publish('a');

    close(client);

    expect(client.publish('a').error).toBe('stan: invalid publish request');
  });
});

describe('a durable that is resumed after its client was evicted', () => {
  it('is redelivered to as any other', () => {
    const stage = openStreaming();
    const lost = stage.client('one');
    lost.subscribe('a', { durableName: 'd' });
    stage.client('publisher').publish('a');
    lost.answersHeartbeats = false;
    stage.elapse(30_000);

    const resumed = stage.client('one').subscribe('a', { durableName: 'd', ackWaitInSecs: 1 });
    stage.elapse(40_000);

    expect(resumed.takeSequences().length).toBeGreaterThan(3);
  });
});

describe('a client that takes the place of one that does not answer', () => {
  it('does not pay for the heartbeat that the other one owes', () => {
    const heartbeats = { intervalMs: 5000, timeoutMs: 5000, failuresMax: 0 };
    const stage = openStreaming({ heartbeats });
    const silent = stage.client('one');
    silent.answersHeartbeats = false;
    stage.elapse(6000);
    const heir = stage.client('heir');
    const connect = { clientID: 'one', heartbeatInbox: `_INBOX.heir.heartbeat` };
    heir.peer.send(
      Buffer.concat([
        Buffer.from(
          `PUB _STAN.discover.ticketing ${wire.connectRequest.encode(connect).length}\r\n`,
        ),
        wire.connectRequest.encode(connect),
        Buffer.from('\r\n'),
      ]),
    );

    stage.elapse(20_000);

    expect(stage.server.state.clients.get('one')?.heartbeatInbox).toBe('_INBOX.heir.heartbeat');
  });
});

describe('a channel with a limit of inactivity', () => {
  it('lives on with each event, and begins afresh when it was deleted', () => {
    const stage = openStreaming({ limits: { inactivityMsMax: 1000 } });
    const client = stage.client('one');
    const last = (): number | undefined => stage.server.state.channels.get('a')?.store.msgs.last;
    client.publish('a');
    stage.elapse(800);
    client.publish('a');
    stage.elapse(800);
    expect(last()).toBe(2);

    stage.elapse(300);
    expect(last()).toBeUndefined();

    client.publish('a');
    expect(last()).toBe(1);
  });
});
