import { describe, expect, it } from 'vitest';
import { openStreaming, type StreamingStage } from '../../support/streaming-stage';

/** (interval 5 s + timeout 5 s) · (2 failures forgiven + 1): 30 s with the flags of the course. */
const EVICTION_MS = 30_000;

const clientIds = ({ server }: StreamingStage): string[] =>
  [...server.state.clients.all()].map(({ id }) => id);

describe('a client that answers no heartbeat', () => {
  it('is closed after (interval + timeout) times (failures + 1), to the millisecond', () => {
    const stage = openStreaming();
    stage.client('frozen').answersHeartbeats = false;

    stage.elapse(EVICTION_MS - 1);
    const before = clientIds(stage);
    stage.elapse(1);

    expect([before, clientIds(stage)]).toEqual([['frozen'], []]);
  });

  it.each([
    [{ intervalMs: 1000, timeoutMs: 1000, failuresMax: 0 }, 2000],
    [{ intervalMs: 2000, timeoutMs: 500, failuresMax: 3 }, 10_000],
    [{ intervalMs: 30_000, timeoutMs: 10_000, failuresMax: 10 }, 440_000],
  ])('with %j is closed after %d ms', (heartbeats, evictionMs) => {
    const stage = openStreaming({ heartbeats });
    stage.client('frozen').answersHeartbeats = false;

    stage.elapse(evictionMs - 1);
    const before = clientIds(stage);
    stage.elapse(1);

    expect([before, clientIds(stage)]).toEqual([['frozen'], []]);
  });

  it('is closed at the same time when its connection is gone', () => {
    const stage = openStreaming();
    stage.client('gone').peer.hangUp();

    stage.elapse(EVICTION_MS - 1);
    const before = clientIds(stage);
    stage.elapse(1);

    expect([before, clientIds(stage)]).toEqual([['gone'], []]);
  });

  it('is named in the log', () => {
    const stage = openStreaming();
    stage.client('frozen').answersHeartbeats = false;

    stage.elapse(EVICTION_MS);

    expect(stage.logLines).toContain('ERR [Client:frozen] Timed out on heartbeats');
  });

  it('takes its subscriptions along', () => {
    const stage = openStreaming();
    const frozen = stage.client('frozen');
    frozen.subscribe('a');
    frozen.answersHeartbeats = false;

    stage.elapse(EVICTION_MS);

    expect(stage.server.state.channels.get('a')?.subscriptionCount).toBe(0);
  });

  it('starts from zero again when it answers one', () => {
    const stage = openStreaming();
    const client = stage.client('slow');
    client.answersHeartbeats = false;
    stage.elapse(20_000);
    client.answersHeartbeats = true;
    stage.elapse(5000);
    client.answersHeartbeats = false;

    // The heartbeat at 25 s was answered; failures of the next three are forgiven but for the last.
    stage.elapse(EVICTION_MS - 1);
    const before = clientIds(stage);
    stage.elapse(1);

    expect([before, clientIds(stage)]).toEqual([['slow'], []]);
  });

  it('gets no redelivery until it answers again', () => {
    const stage = openStreaming();
    const client = stage.client('slow');
    const subscription = client.subscribe('a', { ackWaitInSecs: 1 });
    client.publish('a');
    client.answersHeartbeats = false;
    stage.elapse(10_000);
    subscription.take();

    stage.elapse(4000);
    const whileFrozen = subscription.take();
    client.answersHeartbeats = true;
    stage.elapse(2000);

    expect(whileFrozen).toEqual([]);
    expect(subscription.takeSequences()).not.toEqual([]);
  });
});

describe('a client that answers', () => {
  it('is never closed', () => {
    const stage = openStreaming();
    stage.client('healthy');

    stage.elapse(3_600_000);

    expect(clientIds(stage)).toEqual(['healthy']);
  });

  it('is asked no sooner than after the interval', () => {
    const stage = openStreaming();
    const client = stage.client('healthy');
    const asked = (): boolean => client.peer.take().includes('heartbeat');

    stage.elapse(4999);
    const early = asked();
    stage.clock.moveTo(5000);
    stage.endTurn();

    expect([early, asked()]).toEqual([false, true]);
  });
});
