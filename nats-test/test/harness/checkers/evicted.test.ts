import { describe, expect, it } from 'vitest';
import { evicted } from '../../../src/harness/checkers/evicted';
import { testChecker } from './cases';
import { history, type HistoryBuilder } from './history-builder';

/** Gone after 2.4 s at the latest, and not before 2.0 s. */
const heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };
const frozen = (): HistoryBuilder =>
  history()
    .connect('a')
    .connect('b')
    .subscribe('s', { client: 'a', queue: 'q' })
    .subscribe('t', { client: 'b', queue: 'q' })
    .freeze('a');

testChecker(
  evicted(),
  {
    valid: [
      [
        'in time, and an event waited',
        () =>
          frozen()
            .publish('e1', 'e2')
            .take('t', 'e1')
            .wait(1093)
            .take('t', 'e2!')
            .wait(900)
            .registered('a', true)
            .wait(198)
            .registered('a', false),
        'gone 2.2 s after it froze (at most 2.4 s allowed for); 1 event waited for up to 1.1 s meanwhile',
      ],
      [
        'in time, and nothing waited',
        () => frozen().wait(2100).registered('a', false),
        'gone 2.1 s after it froze (at most 2.4 s allowed for); no event waited meanwhile',
      ],
    ],
    legalOddities: [
      [
        'a little late, since machines stand still',
        () => frozen().wait(5000).registered('a', false),
        'gone 5.0 s after it froze (at most 2.4 s allowed for, and 3.0 s of grace); no event waited meanwhile',
      ],
      [
        'gone, and its ID is there again as that of another client',
        () => frozen().wait(2100).registered('a', false).wait(6000).registered('a', true),
        'gone 2.1 s after it froze (at most 2.4 s allowed for); no event waited meanwhile',
      ],
      [
        'gone as seen of another client does not matter',
        () => frozen().registered('b', false).wait(2300).registered('a', false),
        'gone 2.3 s after it froze (at most 2.4 s allowed for); no event waited meanwhile',
      ],
    ],
    invalid: [
      [
        'never',
        () => frozen().wait(5500).registered('a', true),
        'still there 5.5 s after it froze (at most 2.4 s allowed for, if its heartbeats are 0.4 s, 0.4 s and 2)',
      ],
      [
        'far too late',
        () => frozen().wait(6000).registered('a', true).registered('a', false),
        'still there 6.0 s after it froze (at most 2.4 s allowed for, if its heartbeats are 0.4 s, 0.4 s and 2)',
      ],
      [
        'before that many heartbeats can have failed',
        () => frozen().wait(1600).registered('a', false),
        'gone 1.6 s after it froze (not before 1.8 s, if its heartbeats are 0.4 s, 0.4 s and 2)',
      ],
    ],
    unknown: [
      [
        'soon, but the harness stood still before, so that heartbeats may have failed',
        () =>
          history()
            .connect('a')
            .subscribe('s', { client: 'a' })
            .pause(900)
            .freeze('a')
            .wait(1600)
            .registered('a', false),
        'nats-test itself stood still for 0.9 s',
      ],
      [
        'soon, but its link is too slow for the heartbeats',
        () =>
          history()
            .connect('a')
            .subscribe('s', { client: 'a' }, { type: 'ok', afterMs: 300 })
            .freeze('a')
            .wait(500)
            .registered('a', false),
        'the link is too slow to tell when heartbeats began to fail',
      ],
      [
        'still there after a pause',
        () => frozen().pause(3000).wait(3000).registered('a', true),
        'nobody saw the frozen client go',
      ],
      ['nobody froze', () => history().connect('a'), 'no client that froze'],
      ['nobody asked', () => frozen().wait(9000), 'nobody saw the frozen client go'],
      [
        'asked too late',
        () => frozen().wait(9000).registered('a', false),
        'nobody looked in time whether the frozen client was gone',
      ],
      [
        'the history ends too early',
        () => frozen().wait(1000).registered('a', true),
        'nobody saw the frozen client go',
      ],
    ],
  },
  { heartbeats },
);

describe('evicted, without the settings of the server', () => {
  it('does not know', () => {
    const finding = evicted().check(frozen().wait(2100).registered('a', false).history);
    expect(finding).toMatchObject({
      verdict: 'unknown',
      seen: 'the heartbeat settings of the server are not known',
    });
  });
});
