import { describe, expect, it } from 'vitest';
import type { StoreLimits } from '../../../src/server/settings';
import { FileStore } from '../../../src/server/stores/file/file-store';
import { MapDatabase, noSpace } from '../../support/map-database';
import { wire } from '../../support/stan-wire';
import { openStreaming, type StreamingStage, type TestStan } from '../../support/streaming-stage';

/** A server whose store is on a disk that can be full. */
function openOnDisk(
  limits: Partial<StoreLimits> = {},
): StreamingStage & { readonly disk: MapDatabase } {
  const disk = new MapDatabase();
  const stage = openStreaming({
    limits,
    wrapStore: (_memory, all, clock, log) => new FileStore(disk, all, clock, log),
  });
  return { ...stage, disk };
}

const REASON = 'the store cannot be written: no space left on device';

/** What the answers say that came to the inbox: nothing, if it is well. */
function errorsAt(publisher: TestStan, inbox = ''): string[] {
  return publisher.take(inbox).map(({ payload }) => wire.pubAck.decode(payload).error);
}

describe('a disk that is full', () => {
  it('has publishers told, who get no ack', () => {
    const { client, disk } = openOnDisk();
    const publisher = client('publisher');
    disk.failure = noSpace();

    const [inbox] = publisher.publishAll('a', ['x']);

    expect(errorsAt(publisher, inbox)).toEqual([REASON]);
  });

  it('has those get their acks whose messages were safe before, within the same turn', () => {
    const { client, disk } = openOnDisk();
    const publisher = client('publisher');
    const isSafe = publisher.newInbox();
    const isNot = publisher.newInbox();
    publisher.peer.send('SUB large 9\r\n');
    disk.failure = noSpace();
    disk.writesLeft = 1;

    publisher.peer.sendWithinTurn(publisher.publishOp('a', 'safe', isSafe));
    // So much that it does not wait for the end of the turn, and before a write all is made safe.
    publisher.peer.sendWithinTurn(`PUB large 300000\r\n${'x'.repeat(300_000)}\r\n`);
    publisher.peer.send(publisher.publishOp('a', 'lost', isNot));

    expect([errorsAt(publisher, isSafe), errorsAt(publisher, isNot)]).toEqual([[''], [REASON]]);
  });

  it('has nothing delivered that could not be stored, then or later', () => {
    const { client, disk } = openOnDisk();
    const publisher = client('publisher');
    const subscription = client('reader').subscribe('a');
    publisher.publish('a', 'before');
    disk.failure = noSpace();
    publisher.publishAll('a', ['lost', 'lost too']);
    disk.failure = undefined;
    publisher.publish('a', 'after');

    const came = subscription.take().map(({ sequence, data }) => [sequence, data.toString()]);
    expect(came).toEqual([
      [1, 'before'],
      [2, 'after'],
    ]);
  });

  it('does not keep readers from what is there', () => {
    const { client, disk } = openOnDisk();
    const publisher = client('publisher');
    const subscription = client('reader').subscribe('a', { maxInFlight: 1 });
    publisher.publishAll('a', ['1', '2', '3']);
    disk.failure = noSpace();

    subscription.ack(1);

    expect(subscription.takeSequences()).toEqual([1, 2]);
  });

  it('has neither clients nor subscriptions that a restart would have forgotten', () => {
    const { client, disk } = openOnDisk();
    const one = client('one');
    disk.failure = noSpace();
    one.publish('a');

    expect(() => client('two')).toThrow(REASON);
    expect(() => one.subscribe('a', { durableName: 'd' })).toThrow(REASON);
  });

  it('is said once in the log, and that it is over', () => {
    const { client, disk, logLines } = openOnDisk();
    const publisher = client('publisher');
    disk.failure = noSpace();
    for (let i = 0; i < 3; i++) publisher.publish('a');
    disk.failure = undefined;
    publisher.publish('a');

    expect(logLines.filter((line) => line.includes('written'))).toEqual([
      `ERR ${REASON}; nothing is acknowledged until it can be`,
      'INF The store can be written again',
    ]);
  });

  it('takes back no message that was safe when what is pending could not be written', () => {
    const { client, disk } = openOnDisk();
    const publisher = client('publisher');
    const subscription = client('reader').subscribe('a');
    disk.failure = noSpace();
    disk.writesLeft = 1;

    const { error } = publisher.publish('a');

    expect([error, subscription.takeSequences()]).toEqual(['', [1]]);
  });

  it('tells thousands of publishers of one turn, whose answers fill more than one write', () => {
    const { client, disk } = openOnDisk();
    const publisher = client('publisher');
    disk.failure = noSpace();

    const inboxes = publisher.publishAll(
      'a',
      Array.from({ length: 5000 }, () => 'x'),
    );

    const errors = inboxes.flatMap((inbox) => errorsAt(publisher, inbox));
    expect(errors).toEqual(inboxes.map(() => REASON));
  });

  it('lets go of what has come of age, also when that could not be written', () => {
    const { client, disk, elapse, server } = openOnDisk({ ageMsMax: 1000 });
    const publisher = client('publisher');
    publisher.publishAll('a', ['1', '2']);
    disk.failure = noSpace();
    elapse(2000);
    publisher.publish('a');
    disk.failure = undefined;
    elapse(2000);

    expect(server.state.channels.get('a')?.store.msgs.count).toBe(0);
  });
});
