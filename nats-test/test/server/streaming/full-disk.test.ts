import { describe, expect, it } from 'vitest';
import { FileStore } from '../../../src/server/stores/file/file-store';
import { MapDatabase, noSpace } from '../../support/map-database';
import { openStreaming, type StreamingStage } from '../../support/streaming-stage';

/** A server whose store is on a disk that can be full. */
function openOnDisk(): StreamingStage & { readonly disk: MapDatabase } {
  const disk = new MapDatabase();
  const stage = openStreaming({
    wrapStore: (_memory, limits, clock, log) => new FileStore(disk, limits, clock, log),
  });
  return { ...stage, disk };
}

const REASON = 'the store cannot be written: no space left on device';

describe('a disk that is full', () => {
  it('has publishers told, who get no ack', () => {
    const { client, disk } = openOnDisk();
    const publisher = client('publisher');
    disk.failure = noSpace();

    expect(publisher.publish('a').error).toBe(REASON);
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
});
