import { describe, expect, test } from 'vitest';

import { backlogOf } from '../../../../src/harness/report/html/over-time/backlog';
import { latenciesOf } from '../../../../src/harness/report/html/over-time/latencies';
import { highestIn, highestOfSteps } from '../../../../src/harness/report/html/over-time/sample';
import { history, type HistoryBuilder } from '../../checkers/history-builder';

/** Both counts after each change; in the beginning both are 0. */
function backlog(builder: HistoryBuilder): [number, number][] {
  return backlogOf(builder.history).map((it) => [it.undelivered, it.unacknowledged]);
}

function last(builder: HistoryBuilder): [number, number] {
  return backlog(builder).at(-1) ?? [0, 0];
}

const group = (client: string): { queue: string; client: string } => ({ queue: 'q', client });

describe('the latency', () => {
  test('of a publish counts from when it was asked for, to its ack', () => {
    const { publishAck } = latenciesOf(
      history().publishOne('e1', { type: 'ok', afterMs: 20 }).history,
    );
    expect(publishAck).toEqual([{ atMs: 1, tookMs: 21 }]);
  });

  test('of a publish without a good answer is none', () => {
    const refused = history().publishOne('e1', { type: 'fail' }).publishOne('e2', { type: 'info' });
    expect(latenciesOf(refused.history).publishAck).toEqual([]);
  });

  test('to the first delivery does not count those that follow, nor what nobody published', () => {
    const twice = history()
      .publish('e1')
      .wait(9)
      .deliver('a', 'e1')
      .deliver('b', 'e1')
      .deliver('a', 'x');
    expect(latenciesOf(twice.history).firstDelivery).toEqual([{ atMs: 1, tookMs: 11 }]);
  });
});

describe('the backlog', () => {
  test('has an event from its ack to its delivery, and from there to its ack', () => {
    const steps = backlog(history().subscribe('a').publish('e1').deliver('a', 'e1').ack('a', 'e1'));
    expect(steps).toEqual([
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
  });

  test('has no event that came before the publisher had its ack', () => {
    const early = history().subscribe('a').deliver('a', 'e1').publish('e1');
    expect(last(early)).toEqual([0, 1]);
  });

  test('has an event once for each subscription, and once for a group', () => {
    const each = history().subscribe('a').subscribe('b').publish('e1');
    expect(last(each)).toEqual([2, 0]);
    const members = history().subscribe('a', group('a')).subscribe('b', group('b')).publish('e1');
    expect(last(members)).toEqual([1, 0]);
    expect(last(members.deliver('b', 'e1').ack('b', 'e1'))).toEqual([0, 0]);
  });

  test('does not have what nobody waits for', () => {
    expect(last(history().publish('e1'))).toEqual([0, 0]);
    const gone = history().subscribe('a').publish('e1').close('a').publish('e2');
    expect(last(gone)).toEqual([0, 0]);
  });

  test('keeps what a durable subscription has missed while its client was lost, until it is deleted', () => {
    const durable = { durable: 'd', client: 'a' };
    const lost = history()
      .subscribe('a1', durable)
      .publish('e1')
      .deliver('a1', 'e1')
      .lost('a')
      .publish('e2');
    expect(last(lost)).toEqual([1, 1]);
    const resumed = lost.subscribe('a2', durable).deliver('a2', 'e1!', 'e2').ack('a2', 'e1', 'e2');
    expect(last(resumed)).toEqual([0, 0]);
    expect(last(resumed.publish('e3').unsubscribe('a2'))).toEqual([0, 0]);
  });

  test('drops what a subscription without a durable name held when its client is lost', () => {
    const lost = history().subscribe('a').publish('e1', 'e2').deliver('a', 'e1').lost('a');
    expect(last(lost)).toEqual([0, 0]);
  });

  test('keeps an event whose ack was lost', () => {
    const { history: operations } = history()
      .subscribe('a')
      .publish('e1')
      .deliver('a', 'e1')
      .ack('a', 'e1');
    const acked = operations.map((it) => (it.f === 'ack' ? { ...it, f: 'ack lost' as const } : it));
    expect(backlogOf(acked).at(-1)).toMatchObject({ undelivered: 0, unacknowledged: 1 });
  });
});

describe('samples along an axis', () => {
  const samples = [
    { at: 0, value: 1 },
    { at: 0.1, value: 7 },
    { at: 0.74, value: 3 },
    { at: 1, value: 2 },
  ];

  test('are the highest of each place', () => {
    expect(highestIn(samples, 4)).toEqual([7, undefined, 3, 2]);
  });

  test('go on until the next step', () => {
    expect(highestOfSteps(samples, 4)).toEqual([7, 7, 7, 3]);
    expect(highestOfSteps([{ at: 0.5, value: 4 }], 4)).toEqual([0, 0, 4, 4]);
    expect(
      highestOfSteps(
        [
          { at: 0, value: 9 },
          { at: 0.1, value: 0 },
        ],
        2,
      ),
    ).toEqual([9, 0]);
  });
});
