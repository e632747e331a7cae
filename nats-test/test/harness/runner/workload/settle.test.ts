import { describe, expect, it } from 'vitest';

import { settle } from '../../../../src/harness/runner/workload/settle';
import { Waiting } from '../../../../src/base/waiting';

/** A step that goes on until all waiting is over, as one of an actor that comes back again and again. */
function endlessStep(waiting: Waiting): ReadonlySet<Promise<void>> {
  const underWay = new Set<Promise<void>>();
  const done = waiting.pause(60_000).finally(() => underWay.delete(done));
  underWay.add(done);
  return underWay;
}

const actors = (missing: string | undefined): Parameters<typeof settle>[1] =>
  new Map([['l', { missing, ping: () => Promise.resolve(undefined) }]]);

describe('settle', () => {
  it('ends a scenario in which a step is never done', async () => {
    const waiting = new Waiting();
    await settle({ waiting }, actors(undefined), endlessStep(waiting), 0);
    expect(waiting.endedBy).toBe('1 step not done, within 0 s after the last fault');
  });

  it('ends a scenario in which an actor does not come back, and the step that tries it', async () => {
    const waiting = new Waiting();
    await settle({ waiting }, actors('l did not come back'), endlessStep(waiting), 0);
    expect(waiting.endedBy).toBe('l did not come back, within 0 s after the last fault');
  });

  it('lets a scenario go on when all are there and all is done', async () => {
    const waiting = new Waiting();
    await settle({ waiting }, actors(undefined), new Set(), 0);
    expect(waiting.endedBy).toBeUndefined();
  });
});
