import { describe, expect, it } from 'vitest';
import { allCheckers } from '../../../src/harness/checkers/all';
import type { History } from '../../../src/harness/history/operation';
import { shapes } from './shapes';

const SMALL = 8000;
const TIMES = 8;
const target = {
  heartbeats: { intervalMs: 1000, timeoutMs: 1000, failuresMax: 2 },
  limits: { msgsMax: 1_000_000 },
};

/** How often all checkers together look at an operation of the history, or at something in it. */
function stepsFor(history: History): number {
  let steps = 0;
  const counted = history.map(
    (operation) =>
      new Proxy(operation, {
        get: (of, name) => {
          steps++;
          return Reflect.get(of, name) as unknown;
        },
      }),
  );
  for (const { checker } of allCheckers.values()) checker.check(counted, target);
  return steps;
}

describe('a history that is eight times as long takes about eight times the steps', () => {
  it.each(shapes.map((shape) => [shape.name, shape] as const))('%s', (_name, { make }) => {
    const [small, large] = [make(SMALL), make(SMALL * TIMES)];

    const ratio = stepsFor(large) / stepsFor(small) / (large.length / small.length);

    // Looking at all for each would be up to 8; sorting and searching take a little more than 1.
    expect(ratio).toBeLessThan(1.5);
  });

  it.each(shapes.map((shape) => [shape.name, shape] as const))(
    'nothing is wrong: %s',
    (_name, { make }) => {
      const history = make(SMALL);
      for (const { checker } of allCheckers.values()) {
        expect([checker.name, checker.check(history, target)]).not.toContainEqual(
          expect.objectContaining({ verdict: 'invalid' }),
        );
      }
    },
  );
});
