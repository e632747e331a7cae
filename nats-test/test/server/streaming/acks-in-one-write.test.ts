import { describe, expect, it } from 'vitest';
import { openStreaming } from '../../support/streaming-stage';

describe('acks that come in one write, with max in flight 1', () => {
  // A client may know the sequences from before, such as one that subscribes anew.
  it.each([{}, { qGroup: 'q' }])('count each, as on the real server: %j', (fields) => {
    const { client, elapse } = openStreaming();
    const terms = { ...fields, maxInFlight: 1, ackWaitInSecs: 1 };
    const subscription = client('reader').subscribe('a', terms);
    client('publisher').publishAll('a', ['x', 'x', 'x']);
    const first = subscription.takeSequences();

    subscription.ack(1, 2, 3);

    const then = subscription.takeSequences();
    elapse(5000);
    expect([first, then, subscription.takeSequences()]).toEqual([[1], [2, 3], []]);
  });
});
