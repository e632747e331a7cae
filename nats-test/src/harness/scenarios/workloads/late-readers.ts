import type { Random } from '../../../base/random';
import { between, moments } from '../../generators/pace';
import type { Actor, PlannedStep } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { StartPosition } from '../../history/operation';
import type { Workload } from '../scenario';
import { listener, publisher } from './actors';
import { JOINED_MS } from './joining';

/** Where each of them begins, each time it comes. */
const STARTS: Readonly<Record<string, (random: Random) => StartPosition | undefined>> = {
  'new-only': () => undefined,
  first: () => ({ from: 'first' }),
  last: () => ({ from: 'last' }),
  sequence: (random) => ({ from: 'sequence', sequence: between(random, 1, 60) }),
  ago: (random) => ({ from: 'ago', agoMs: between(random, 300, 1500) }),
};

const readers: readonly Actor[] = Object.keys(STARTS).map((name) => listener(name));

export const lateReaders: Workload = {
  name: 'late-readers',
  lesson: 'A subscription begins where it says, whenever it comes',
  explanation:
    'While events come, readers subscribe, stay for a while, and come again: with all there is, with ' +
    'the last event, with a sequence, with the last so many milliseconds, or with new ones only. ' +
    'Each gets what it has asked for from there on, without a gap, and nothing from before.',
  expected: 'each reader from its start on without a gap, nothing from before',
  channel: 'nats-test.late-readers',
  actors: [publisher('p1'), ...readers],
  generator: (random, mainMs) => ({
    steps: [
      { atMs: 0, actor: 'p1', do: 'join' },
      ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 40 }),
      ...Object.entries(STARTS).flatMap(([actor, start]) =>
        moments(random, 500, mainMs, 1500).flatMap((atMs): PlannedStep[] => {
          const from = start(random);
          return [
            { atMs, actor, do: 'leave', how: 'close' },
            { atMs: atMs + 20, actor, do: 'join', ...(from ? { terms: { start: from } } : {}) },
          ];
        }),
      ),
    ],
  }),
  finalGenerator: [],
  proves: ['lost', 'start position', 'order'],
};
