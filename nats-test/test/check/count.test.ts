import { describe, expect, test } from 'vitest';

import { addUp, count } from '../../src/check/count';
import type { Delivered, Entry } from '../../src/check/history';
import { NOTHING_EXPLORED } from '../../src/check/verdict';

const facts = (event: number, member = 'A'): Delivered => ({
  ...{ member, channel: 'c', sequence: event, event, label: '' },
});
const delivered = (event: number, member?: string): Entry => ({
  ...{ f: 'delivered', redelivered: false },
  ...facts(event, member),
});
const acked = (event: number, member?: string): Entry => ({ f: 'acked', ...facts(event, member) });
const started: Entry = { f: 'started', member: 'A', again: true };

describe('what happened, in numbers', () => {
  test.each<[string, Entry[], object]>([
    ['nothing of note', [delivered(1), acked(1), delivered(2), acked(2)], { deliveries: 2 }],
    [
      'one that comes again',
      [delivered(1), acked(1), delivered(1), acked(1)],
      { deliveries: 2, redeliveries: 1 },
    ],
    [
      'one that comes for the first time and is flagged, since the first was lost',
      [{ f: 'delivered', redelivered: true, ...facts(1) }, acked(1)],
      { deliveries: 1, redeliveries: 1 },
    ],
    [
      'two at once',
      [delivered(1), delivered(2, 'B'), acked(1), acked(2, 'B')],
      { deliveries: 2, overlaps: 1 },
    ],
    [
      'one after the crash of who was at another',
      [delivered(1), { f: 'crashed', when: 'before ack', member: 'A' }, started, delivered(2)],
      { deliveries: 2, crashes: 1 },
    ],
    [
      'another order',
      [delivered(2), acked(2), delivered(1), acked(1)],
      { deliveries: 2, reorderings: 1 },
    ],
    [
      'a restart of the server, in which nobody crashes by itself',
      [{ f: 'crashed', when: 'server restarted', member: 'A' }, { f: 'server restarted' }, started],
      { serverRestarts: 1 },
    ],
    [
      'a restart of the listener',
      [{ f: 'stopped', member: 'A' }, started],
      { listenerRestarts: 1 },
    ],
    ['a stop for good', [{ f: 'stopped', member: 'A' }], {}],
  ])('%s', (_, history, expected) => {
    expect(count(history)).toEqual({ ...NOTHING_EXPLORED, schedules: 1, ...expected });
  });

  test('of several schedules add up', () => {
    const one = count([delivered(1), acked(1)]);
    expect(addUp(one, one)).toEqual({ ...NOTHING_EXPLORED, schedules: 2, deliveries: 2 });
  });
});
