import { describe, expect, it } from 'vitest';
import { StartPosition } from '../../../src/protocol/streaming/messages';
import { wire } from '../../support/stan-wire';
import { openStreaming, type StreamingStage, type TestStan } from '../../support/streaming-stage';

const MIB = 1024 * 1024;
const MESSAGES = 320;
const PAYLOAD = Buffer.alloc((20 * MIB) / MESSAGES, 'x');
const sequencesTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
const FROM_FIRST = { startPosition: StartPosition.first };

/** A channel with a backlog of 20 MiB, its publisher, and a client that reads nothing any more. */
function openWithBacklog(): StreamingStage & {
  readonly publisher: TestStan;
  readonly slow: TestStan;
} {
  const stage = openStreaming();
  const publisher = stage.client('publisher');
  for (let i = 0; i < MESSAGES; i++) publisher.publish('a', PAYLOAD);
  const slow = stage.client('slow');
  slow.peer.stall();
  return { ...stage, publisher, slow };
}

describe('a subscriber that does not read while a backlog of 20 MiB is delivered to it', () => {
  it('has a part of it waiting, no more', () => {
    const { slow } = openWithBacklog();

    slow.startSubscribe('a', FROM_FIRST);

    expect(slow.peer.pendingBytes).toBeGreaterThan(4 * MIB);
    expect(slow.peer.pendingBytes).toBeLessThan(5 * MIB);
  });

  it('gets all of it, once and in order, when it reads again', () => {
    const { slow } = openWithBacklog();
    const response = slow.startSubscribe('a', FROM_FIRST);

    slow.peer.flow();

    const got = response().take();
    expect(got.map(({ sequence }) => sequence)).toEqual(sequencesTo(MESSAGES));
    expect(got.filter(({ redelivered }) => redelivered)).toEqual([]);
  });

  it('gets all of it in gulps, with never more than a part waiting', () => {
    const { slow } = openWithBacklog();
    const response = slow.startSubscribe('a', FROM_FIRST);
    const waitingBytes: number[] = [];

    while (slow.peer.pendingBytes > 0) {
      waitingBytes.push(slow.peer.pendingBytes);
      slow.peer.gulp();
    }

    expect(response().takeSequences()).toEqual(sequencesTo(MESSAGES));
    expect(waitingBytes.length).toBeGreaterThan(3);
    expect(Math.max(...waitingBytes)).toBeLessThan(5 * MIB);
  });

  it('gets what was published meanwhile behind the backlog', () => {
    const { slow, publisher } = openWithBacklog();
    const response = slow.startSubscribe('a', FROM_FIRST);
    for (let i = 0; i < 10; i++) publisher.publish('a', 'new');

    slow.peer.flow();

    expect(response().takeSequences()).toEqual(sequencesTo(MESSAGES + 10));
  });

  it('does not hold up another subscriber of the channel', () => {
    const { slow, client } = openWithBacklog();
    slow.startSubscribe('a', FROM_FIRST);

    expect(client('other').subscribe('a', FROM_FIRST).takeSequences()).toEqual(
      sequencesTo(MESSAGES),
    );
  });

  it('does not hold up publishers, nor what is delivered to others', () => {
    const { slow, client, publisher } = openWithBacklog();
    const other = client('other').subscribe('a');
    slow.startSubscribe('a', FROM_FIRST);

    const { error } = publisher.publish('a', 'new');

    expect([error, other.takeSequences()]).toEqual(['', [MESSAGES + 1]]);
  });

  it('sets no timer that would keep the process alive when the server stops', () => {
    const { slow, broker, server, clock, endTurn } = openWithBacklog();
    slow.startSubscribe('a', FROM_FIRST);

    broker.close();
    server.close();
    endTurn();

    expect(clock.nextDueMs()).toBeUndefined();
  });

  it('goes on when its client comes back on another connection and stays itself', () => {
    const { slow, connect, endTurn, publisher } = openWithBacklog();
    const inbox = slow.inboxNamed('messages');
    slow.peer.sendWithinTurn(slow.subscribeOp('a', { ...FROM_FIRST, inbox, maxInFlight: 10_000 }));
    endTurn();

    slow.peer.hangUp();
    const back = connect();
    back.send(`SUB ${inbox} 1\r\n`);
    publisher.publish('a', 'new');

    expect(back.take()).toContain(`MSG ${inbox} 1 `);
  });

  it('is no trouble when it goes', () => {
    const { slow, client, publisher } = openWithBacklog();
    const other = client('other').subscribe('a');
    slow.startSubscribe('a', FROM_FIRST);

    slow.peer.hangUp();
    publisher.publish('a', 'new');

    expect(other.takeSequences()).toEqual([MESSAGES + 1]);
  });
});

describe('a subscriber that does not read while events come one by one', () => {
  it('has a part of them waiting, no more', () => {
    const stage = openStreaming();
    const slow = stage.client('slow');
    slow.subscribe('a');
    slow.peer.stall();

    const publisher = stage.client('publisher');
    for (let i = 0; i < MESSAGES; i++) publisher.publish('a', PAYLOAD);

    expect(slow.peer.pendingBytes).toBeLessThan(5 * MIB);
  });

  it('and comes back on another connection, gets what it has missed and what is new', () => {
    const { slow, client, publisher } = openWithBacklog();
    const durable = { durableName: 'd', maxInFlight: 10_000, ...FROM_FIRST };
    slow.startSubscribe('a', durable);
    slow.peer.hangUp();
    publisher.request(
      publisher.server.closeRequests,
      wire.closeRequest.encode({ clientID: 'slow' }),
    );

    const resumed = client('slow').subscribe('a', durable);

    publisher.publish('a', 'new');
    expect(new Set(resumed.takeSequences())).toEqual(new Set(sequencesTo(MESSAGES + 1)));
  });

  it('and is replaced by one with the same inboxes, holds it up until the write deadline at most', () => {
    const { slow, client, publisher, elapse } = openWithBacklog();
    const durable = { durableName: 'd', maxInFlight: 10_000, ...FROM_FIRST };
    slow.startSubscribe('a', durable);
    publisher.request(
      publisher.server.closeRequests,
      wire.closeRequest.encode({ clientID: 'slow' }),
    );

    const resumed = client('slow').subscribe('a', durable);

    publisher.publish('a', 'new');
    elapse(2000);
    expect(new Set(resumed.takeSequences())).toEqual(new Set(sequencesTo(MESSAGES + 1)));
  });
});

describe('somebody who listens to everything and does not read', () => {
  it('holds up nobody', () => {
    const { client, connect } = openStreaming();
    const publisher = client('publisher');
    const eavesdropper = connect();
    eavesdropper.send('SUB > 1\r\n');
    eavesdropper.stall();
    const subscription = client('reader').subscribe('a');

    const big = Buffer.alloc(1_000_000, 'x');
    for (let i = 0; i < 10; i++) publisher.publish('a', big);

    expect(eavesdropper.pendingBytes).toBeGreaterThan(5 * MIB);
    expect(subscription.takeSequences()).toEqual(sequencesTo(10));
  });

  it('nor does one who reads let more than a part wait for the one who does not', () => {
    const { slow, connect } = openWithBacklog();
    connect().send('SUB > 1\r\n');

    slow.startSubscribe('a', FROM_FIRST);

    expect(slow.peer.pendingBytes).toBeLessThan(5 * MIB);
  });
});

describe('a member of a queue group that does not read', () => {
  const GROUP = { qGroup: 'q', ...FROM_FIRST };

  it('does not keep the backlog from a member that reads and acknowledges', () => {
    const { slow, client } = openWithBacklog();
    const healthy = client('healthy');
    const response = slow.startSubscribe('a', { ...GROUP, maxInFlight: 80 });
    const member = healthy.subscribe('a', GROUP);

    const got: number[] = [];
    for (let sequences = member.takeSequences(); sequences.length > 0;) {
      got.push(...sequences);
      member.ack(...sequences);
      sequences = member.takeSequences();
    }
    slow.peer.flow();

    const slowGot = response().takeSequences();
    expect(slowGot.length).toBeLessThanOrEqual(80);
    expect([...got, ...slowGot].sort((a, b) => a - b)).toEqual(sequencesTo(MESSAGES));
  });
});
