import { describe, expect, it } from 'vitest';
import { wire } from '../../support/stan-wire';
import { openStreaming, type TestSubscription } from '../../support/streaming-stage';

/** Sends the acks without an end of the turn. */
function ackWithinTurn(subscription: TestSubscription, sequences: readonly number[]): void {
  const { client, ackInbox, channel } = subscription;
  const acks = sequences.flatMap((sequence) => {
    const ack = wire.ack.encode({ subject: channel, sequence });
    return [Buffer.from(`PUB ${ackInbox} ${ack.length}\r\n`), ack, Buffer.from('\r\n')];
  });
  client.peer.sendWithinTurn(Buffer.concat(acks));
}

describe('a burst into a queue group', () => {
  it('is shared by all, though one of them acknowledges in the turn in which more comes', () => {
    const { client } = openStreaming();
    const publisher = client('publisher');
    const members = ['a', 'b'].map((id) => client(id).subscribe('c', { qGroup: 'g' }));
    const texts = Array.from({ length: 100 }, () => 'x');
    publisher.publishAll('c', texts);
    const [quick, slow] = members.map((member) => member.takeSequences());

    const second = texts.map((text) => publisher.publishOp('c', text));
    publisher.peer.sendWithinTurn(Buffer.concat(second));
    ackWithinTurn(members[0]!, quick!);
    publisher.peer.send('');

    expect([quick, slow].map((all) => all?.length)).toEqual([50, 50]);
    expect(members.map((member) => member.takeSequences().length)).toEqual([50, 50]);
  });
});
