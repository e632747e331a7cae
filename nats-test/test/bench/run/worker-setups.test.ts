import { expect, test } from 'vitest';

import { makePlan } from '../../../src/bench/make-plan';
import { workerSetups } from '../../../src/bench/run/worker-setups';

const { load } = makePlan({ publishers: '5', queue: ['a:3', 'b:2'], subscribers: '1' }, 1, 6);
const connection = { url: 'nats://localhost:4222', clusterId: 'test' };
const setups = workerSetups({ load, connection, bench: 1, round: 1, seed: 1, intervalMs: 250 });

test('publishers are spread over all workers', () => {
  const clients = setups.flatMap((it) => (it.role === 'publisher' ? [it.clients] : []));
  expect(clients.map((it) => it.map(({ publisher }) => publisher))).toEqual([[0, 3], [1, 4], [2]]);
});

// In two processes neither would know whether what is delivered again was the first delivery.
test('members of a queue group live in one worker', () => {
  const members = setups.flatMap((it) => (it.role === 'subscriber' ? [it.members] : []));
  expect(members.map((it) => it.map(({ name }) => name))).toEqual([
    ['subscriber 1'],
    ['queue group a', 'queue group a', 'queue group a'],
    ['queue group b', 'queue group b'],
  ]);
});

test('each client has an ID of its own', () => {
  const ids = setups.flatMap((it) =>
    (it.role === 'publisher' ? it.clients : it.members).map(({ clientId }) => clientId),
  );
  expect(new Set(ids).size).toBe(11);
});
