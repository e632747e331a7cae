import { describe, expect, it } from 'vitest';
import { StartPosition } from '../../../src/protocol/streaming/messages';
import { decodeMsgProto, wire, type SubscriptionRequest } from '../../support/stan-wire';
import {
  openStreaming,
  TestSubscription,
  type StreamingStage,
  type TestStan,
} from '../../support/streaming-stage';

const BACKLOG = 10_000;
const FROM_FIRST = { startPosition: StartPosition.first, maxInFlight: 100_000, ackWaitInSecs: 1 };
const DURABLE = { ...FROM_FIRST, durableName: 'd' };
const sequencesTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

function openWithBacklog(): StreamingStage & { readonly publisher: TestStan } {
  const stage = openStreaming();
  const publisher = stage.client('publisher');
  publisher.publishAll('a', new Array<string>(BACKLOG).fill('x'));
  return { ...stage, publisher };
}

/** Sends the request and ends one turn. @returns how many messages came in it, and a way to take all */
function subscribeForOneTurn(
  { endOneTurn }: StreamingStage,
  client: TestStan,
  fields: SubscriptionRequest,
): { readonly first: readonly number[]; readonly take: () => number[] } {
  const inbox = client.inboxNamed('messages');
  const take = (): number[] =>
    client.take(inbox).map(({ payload }) => decodeMsgProto(payload).sequence);
  client.peer.sendWithinTurn(client.subscribeOp('a', { ...fields, inbox }));
  endOneTurn();
  return { first: take(), take };
}

describe('a large backlog leaves others their turn', () => {
  it.each([
    ['a plain subscription', {}],
    ['a queue group', { qGroup: 'q' }],
  ])('when %s gets it', (_, fields) => {
    const stage = openWithBacklog();

    const { first, take } = subscribeForOneTurn(stage, stage.client('reader'), {
      ...FROM_FIRST,
      ...fields,
    });
    stage.endTurn();

    expect(first.length).toBeGreaterThan(1000);
    expect(first.length).toBeLessThan(BACKLOG);
    expect([...first, ...take()]).toEqual(sequencesTo(BACKLOG));
  });

  it('when it is redelivered', () => {
    const { client, clock, endOneTurn, endTurn } = openWithBacklog();
    const subscription = client('reader').subscribe('a', FROM_FIRST);
    subscription.takeSequences();

    clock.moveTo(clock.nowMs() + 1000);
    endOneTurn();
    const first = subscription.takeSequences();
    endTurn();

    expect(first.length).toBeGreaterThan(1000);
    expect(first.length).toBeLessThan(BACKLOG);
    expect([...first, ...subscription.takeSequences()]).toEqual(sequencesTo(BACKLOG));
  });

  it('when a durable resumes: what was pending comes first, then what is new', () => {
    const stage = openWithBacklog();
    const reader = stage.client('reader');
    reader.subscribe('a', DURABLE).close();
    stage.publisher.publish('a', 'new');

    const { first, take } = subscribeForOneTurn(stage, reader, DURABLE);
    stage.endTurn();

    expect(first.length).toBeLessThan(BACKLOG);
    expect([...first, ...take()]).toEqual(sequencesTo(BACKLOG + 1));
  });
});

describe('between two turns of a large backlog', () => {
  it('an ack keeps a message from being redelivered', () => {
    const { client, clock, endOneTurn } = openWithBacklog();
    const subscription = client('reader').subscribe('a', FROM_FIRST);
    subscription.takeSequences();

    clock.moveTo(clock.nowMs() + 1000);
    endOneTurn();
    subscription.ack(...sequencesTo(BACKLOG));

    expect(subscription.takeSequences().length).toBeLessThan(BACKLOG);
  });

  it('a durable may be closed while it resumes: it gets no more', () => {
    const stage = openWithBacklog();
    const reader = stage.client('reader');
    reader.subscribe('a', DURABLE).close();

    const { first, take } = subscribeForOneTurn(stage, reader, DURABLE);
    const { publisher } = stage;
    const close = wire.closeRequest.encode({ clientID: 'reader' });
    publisher.request(publisher.server.closeRequests, close);

    expect(first.length + take().length).toBeLessThan(BACKLOG);
  });

  it('a durable may be closed and resumed: each time it gets all, once, to its inbox alone', () => {
    const stage = openWithBacklog();
    const reader = stage.client('reader');
    reader.subscribe('a', DURABLE).close();
    const first = reader.inboxNamed('first');
    const again = reader.inboxNamed('again');
    const answers = reader.inboxNamed('answers');
    reader.peer.sendWithinTurn(reader.subscribeOp('a', { ...DURABLE, inbox: first }, answers));
    stage.endOneTurn();
    const [answer] = reader.take(answers);

    const { ackInbox } = wire.subscriptionResponse.decode(answer?.payload ?? Buffer.alloc(0));
    const resumed = new TestSubscription(reader, 'a', first, ackInbox);
    reader.peer.sendWithinTurn(resumed.closeOp());
    reader.peer.sendWithinTurn(reader.subscribeOp('a', { ...DURABLE, inbox: again }));
    stage.endTurn();

    expect(resumed.take().length).toBeLessThan(BACKLOG);
    expect(new TestSubscription(reader, 'a', again, '').takeSequences()).toEqual(
      sequencesTo(BACKLOG),
    );
  });

  it('a member may leave: what it had comes soon, though others wait for long', () => {
    const { client, clock, endOneTurn, endTurn, elapse, publisher } = openWithBacklog();
    const group = { ...FROM_FIRST, qGroup: 'q', ackWaitInSecs: 30 };
    const busy = client('busy').subscribe('a', group);
    elapse(29_000);
    // So its redelivery is due in 1 s, and what follows in 30 s.
    const leaver = client('leaver').subscribe('a', { ...group, maxInFlight: 1 });
    publisher.publishAll('a', ['y', 'y']);
    const atLeaver = leaver.takeSequences();
    busy.takeSequences();

    clock.moveTo(clock.nowMs() + 1000);
    endOneTurn();
    leaver.client.peer.sendWithinTurn(leaver.closeOp());
    endTurn();
    busy.takeSequences();
    elapse(200);

    expect(atLeaver.length).toBeGreaterThan(0);
    expect(busy.takeSequences()).toEqual(expect.arrayContaining(atLeaver));
  });
});
