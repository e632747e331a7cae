import { expect, test } from 'vitest';

import { normalForm } from './normal-form';
import type { Seen } from './observation';

function seen(fields: Partial<Seen>): Seen {
  return {
    sub: '0#1',
    members: 0,
    channel: 'c0',
    sequence: 1,
    data: 'm001',
    redelivered: false,
    count: 0,
    timestamp: '5',
    ...fields,
  };
}

function got(...steps: Seen[][]): unknown[] {
  const observations = steps.map((all, step) => ({ step, answers: [], seen: all }));
  return normalForm({ observations, lateMs: 0 }).map((one) => one.got);
}

const again = { redelivered: true, count: 1 };
const inGroup = { group: 'c0 q0', members: 2 };

test('each subscription keeps its order; between two there is none', () => {
  const [a, b] = [seen({ sub: 'a' }), seen({ sub: 'b', sequence: 2 })];

  expect(got([a, b])).toEqual(got([b, a]));
  expect(got([seen({ sequence: 1 }), seen({ sequence: 2 })])).not.toEqual(
    got([seen({ sequence: 2 }), seen({ sequence: 1 })]),
  );
});

test('flag, count, data and channel of a redelivery are told', () => {
  expect(got([seen(again)])).toEqual([{ '0#1': ['c0 1 m001 again 1'] }]);
});

test('a count without the flag is told', () => {
  expect(got([seen({ count: 2 })])).toEqual([{ '0#1': ['c0 1 m001 not again 2'] }]);
});

test('a message that comes again with another timestamp is told', () => {
  expect(got([seen({})], [seen({ ...again, timestamp: '6' })])).toEqual([
    { '0#1': ['c0 1 m001'] },
    { '0#1': ['c0 1 m001 again 1 with another timestamp'] },
  ]);
});

test('who in a group got what counts until the group redelivers', () => {
  const [first, second] = [seen({ ...inGroup, sub: 'a' }), seen({ ...inGroup, sub: 'b' })];

  expect(got([first])).not.toEqual(got([second]));
  expect(got([seen({ ...inGroup, ...again, sub: 'a' })])).toEqual(
    got([seen({ ...inGroup, ...again, sub: 'b' })]),
  );
});

test('a group with one member is as any subscription', () => {
  expect(got([seen({ ...inGroup, ...again, members: 1 })])).toEqual([
    { '0#1': ['c0 1 m001 again 1'] },
  ]);
});
