import { expect, test } from 'vitest';

import type { Outcome } from '../../../../src/harness/client/outcome';
import { tooLate } from '../../../../src/harness/checkers/too-late';
import { Recorder } from '../../../../src/harness/history/recorder';
import { askAtEnd } from '../../../../src/harness/runner/workload/drain';
import { Waiting } from '../../../../src/base/waiting';

/** A listener does not acknowledge the only event; 20 s later all are asked for the last time. */
async function end(answer: Outcome) {
  let nowMs = 0;
  const recorder = new Recorder(() => nowMs);
  const note: typeof recorder.record = (entry) => {
    recorder.record(entry);
  };
  const l = { client: 'l' } as const;
  const terms = { maxInFlight: 1, ackWaitMs: 1000 };
  const sub = { ...l, f: 'subscribe', id: 2, channel: 'c', subscription: 's', terms } as const;
  const event = { ...l, channel: 'c', subscription: 's', value: 'v', sequence: 1 } as const;
  const publish = { ...l, f: 'publish', id: 3, channel: 'c', value: 'v' } as const;
  note({ ...l, f: 'connect', type: 'invoke', id: 1, clientId: 'l' });
  note({ ...l, f: 'connect', type: 'ok', id: 1, clientId: 'l' });
  note({ ...sub, type: 'invoke' });
  note({ ...sub, type: 'ok' });
  note({ ...publish, type: 'invoke' });
  note({ ...event, f: 'deliver', type: 'ok', redelivered: false, redeliveryCount: 0 });
  note({ ...publish, type: 'ok' });
  nowMs = 20_000;
  const waiting = new Waiting();
  const ping = (): Promise<Outcome> => {
    note({ ...l, f: 'ping', type: 'invoke', id: (nowMs += 1) });
    note({ ...l, f: 'ping', id: nowMs, ...answer });
    return Promise.resolve(answer);
  };
  const actor = { name: 'l', missing: undefined, ping };
  await askAtEnd({ waiting, recorder, note }, new Map([['l', actor]]));
  const { verdict } = tooLate().check(recorder.history);
  return { verdict, problem: waiting.endedBy };
}

test('a server that stands still at the end is not said to be late', async () => {
  const { verdict, problem } = await end({ type: 'info', error: 'no answer' });
  expect(verdict).not.toBe('invalid');
  expect(problem).toBe('the server does not answer l any more: no answer');
});

test('one that answers is', async () => {
  expect(await end({ type: 'ok' })).toEqual({ verdict: 'invalid', problem: undefined });
});
