import { describe, expect, it } from 'vitest';
import {
  openStreaming,
  type StreamingStage,
  type TestSubscription,
} from '../../support/streaming-stage';

/** When messages came, in ms of the stage's clock, each with its sequence and count. */
function deliveriesWithin(
  stage: StreamingStage,
  subscription: TestSubscription,
  ms: number,
): { ms: number; sequence: number; count: number }[] {
  const found: { ms: number; sequence: number; count: number }[] = [];
  const endMs = stage.clock.nowMs() + ms;
  for (;;) {
    const dueMs = stage.clock.nextDueMs();
    if (dueMs === undefined || dueMs > endMs) break;
    stage.elapse(dueMs - stage.clock.nowMs());
    for (const { sequence, redeliveryCount } of subscription.take()) {
      found.push({ ms: stage.clock.nowMs(), sequence, count: redeliveryCount });
    }
  }
  return found;
}

describe('a message that nobody acknowledges', () => {
  it('comes again every ack wait, to the millisecond', () => {
    const stage = openStreaming();
    const client = stage.client('one');
    const subscription = client.subscribe('a', { ackWaitInSecs: 1 });
    client.publish('a');
    subscription.take();

    expect(deliveriesWithin(stage, subscription, 3500)).toEqual([
      { ms: 1000, sequence: 1, count: 1 },
      { ms: 2000, sequence: 1, count: 2 },
      { ms: 3000, sequence: 1, count: 3 },
    ]);
  });

  it('comes at its own time, when others came later', () => {
    const stage = openStreaming();
    const client = stage.client('one');
    const subscription = client.subscribe('a', { ackWaitInSecs: 1 });
    client.publish('a');
    stage.elapse(400);
    client.publish('a');
    subscription.take();

    expect(deliveriesWithin(stage, subscription, 1500)).toEqual([
      { ms: 1000, sequence: 1, count: 1 },
      { ms: 1400, sequence: 2, count: 1 },
    ]);
  });

  // One timer for what is due within 15 ms, as in the real server.
  it('comes with the one before when it is due only 15 ms later', () => {
    const stage = openStreaming();
    const client = stage.client('one');
    const subscription = client.subscribe('a', { ackWaitInSecs: 1 });
    client.publish('a');
    stage.elapse(15);
    client.publish('a');
    subscription.take();

    expect(deliveriesWithin(stage, subscription, 1100)).toEqual([
      { ms: 1000, sequence: 1, count: 1 },
      { ms: 1000, sequence: 2, count: 1 },
    ]);
  });

  it('stops coming when it is acknowledged', () => {
    const stage = openStreaming();
    const client = stage.client('one');
    const subscription = client.subscribe('a', { ackWaitInSecs: 1 });
    client.publish('a');
    stage.elapse(2000);
    subscription.take();

    subscription.ack(1);

    expect(deliveriesWithin(stage, subscription, 10_000)).toEqual([]);
  });

  it('goes 100 ms after its member left to another one', () => {
    const stage = openStreaming();
    const [leaver, stayer] = [stage.client('leaver'), stage.client('stayer')];
    const left = leaver.subscribe('a', { qGroup: 'q' });
    leaver.publish('a');
    const other = stayer.subscribe('a', { qGroup: 'q' });
    stage.elapse(500);

    left.close();

    expect(deliveriesWithin(stage, other, 1000)).toEqual([{ ms: 600, sequence: 1, count: 1 }]);
  });
});
