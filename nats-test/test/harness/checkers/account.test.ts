import { doubleBooked } from '../../../src/harness/checkers/double-booked';
import { overdrawn } from '../../../src/harness/checkers/overdrawn';
import { versionOrder } from '../../../src/harness/checkers/version-order';
import { testChecker } from './cases';
import { history, type HistoryBuilder } from './history-builder';

/** A deposit of 70, one of 40, and a withdrawal of 100. */
const published = (): HistoryBuilder => history().subscribe('s').publish('e1', 'e2', 'e3');
const inOrder = (): HistoryBuilder =>
  published()
    .deliver('s', 'e1')
    .book('s', 'e1', 1, 70, 70)
    .ack('s', 'e1')
    .deliver('s', 'e2')
    .book('s', 'e2', 2, 40, 110)
    .ack('s', 'e2')
    .deliver('s', 'e3')
    .book('s', 'e3', 3, -100, 10)
    .ack('s', 'e3');
/** The first deposit fails and is booked when it comes again. */
const outOfOrder = (): HistoryBuilder =>
  published()
    .deliver('s', 'e1', 'e2')
    .book('s', 'e2', 2, 40, 40)
    .ack('s', 'e2')
    .deliver('s', 'e3')
    .book('s', 'e3', 3, -100, -60)
    .ack('s', 'e3');
const twice = (): HistoryBuilder =>
  history()
    .subscribe('s')
    .publish('e1')
    .deliver('s', 'e1')
    .book('s', 'e1', 1, 70, 70)
    .wait(1000)
    .deliver('s', 'e1!')
    .book('s', 'e1', 1, 70, 140)
    .ack('s', 'e1');
/** The first attempt had no answer. */
const attempts = (): HistoryBuilder =>
  history().subscribe('s').publishOne('e1', { type: 'info' }).publishAgain('e1-2', 'e1');
const never = 'event 1 not again, though it was not acknowledged';

testChecker(overdrawn(), {
  valid: [
    [
      'a withdrawal before its deposit',
      () => outOfOrder().wait(1000).deliver('s', 'e1!').book('s', 'e1', 1, 70, 10).ack('s', 'e1'),
      'danger shown: a balance of -60 when event 3 was booked out of order',
    ],
  ],
  invalid: [
    ['what failed never came again', () => outOfOrder().wait(12_000).freeze('z'), never],
    [
      'the sum is wrong',
      () => published().deliver('s', 'e1').book('s', 'e1', 1, 70, 60),
      'a balance of 60 instead of 70',
    ],
  ],
  unknown: [
    ['all in order', inOrder, 'no event out of order that has overdrawn the account'],
    [
      'overdrawn, but in order',
      () => published().deliver('s', 'e1').book('s', 'e1', 1, -5, -5),
      'no event out of order that has overdrawn the account',
    ],
  ],
});

testChecker(doubleBooked(), {
  valid: [
    [
      'one event twice',
      twice,
      'danger shown: event 1 booked twice, a balance of 140 instead of 70',
    ],
  ],
  invalid: [
    [
      'what was left never came again',
      () =>
        history()
          .subscribe('s')
          .publish('e1')
          .deliver('s', 'e1')
          .book('s', 'e1', 1, 70, 70)
          .wait(12_000)
          .freeze('z'),
      never,
    ],
    [
      'the sum is wrong',
      () => twice().book('s', 'e1', 1, 70, 140),
      'a balance of 140 instead of 210',
    ],
  ],
  unknown: [['each once', inOrder, 'no event that was booked twice']],
});

testChecker(versionOrder(), {
  valid: [
    ['in order', inOrder, '3 events, each booked once and in order, balance 10'],
    [
      'whatever comes again',
      () =>
        published()
          .deliver('s', 'e1', 'e2', 'e3')
          .book('s', 'e1', 1, 70, 70)
          .ack('s', 'e1')
          .wait(1000)
          .deliver('s', 'e2!')
          .book('s', 'e2', 2, 40, 110)
          .ack('s', 'e2')
          .deliver('s', 'e3!')
          .book('s', 'e3', 3, -100, 10)
          .ack('s', 'e3'),
      '3 events, each booked once and in order, balance 10',
    ],
    [
      'two attempts to publish the same are both there, and the second one is done when it comes',
      () => attempts().take('s', 'e1').book('s', 'e1', 1, 70, 70).take('s', 'e1-2'),
      '1 event, each booked once and in order, balance 70',
    ],
    [
      'the second attempt comes first',
      () => attempts().take('s', 'e1-2').book('s', 'e1-2', 1, 70, 70).take('s', 'e1!'),
      '1 event, each booked once and in order, balance 70',
    ],
  ],
  invalid: [
    [
      'two attempts to publish the same, of which none is booked',
      () =>
        attempts().publish('e2').take('s', 'e2').book('s', 'e2', 1, 5, 5).take('s', 'e1', 'e1-2'),
      'event 2 acknowledged and never booked',
    ],
    ['one twice', twice, 'event 1 booked where 2 was next'],
    ['out of order', outOfOrder, 'event 2 booked where 1 was next'],
    [
      'overdrawn',
      () =>
        history()
          .subscribe('s')
          .publish('e1')
          .deliver('s', 'e1')
          .book('s', 'e1', 1, -5, -5)
          .ack('s', 'e1'),
      'a balance of -5',
    ],
    [
      'one acknowledged and not booked',
      () =>
        published()
          .deliver('s', 'e1')
          .book('s', 'e1', 1, 70, 70)
          .ack('s', 'e1')
          .take('s', 'e2', 'e3'),
      'event 2 acknowledged and never booked',
    ],
    [
      'one never delivered',
      () =>
        history()
          .subscribe('s')
          .publish('e1', 'e2')
          .deliver('s', 'e1')
          .book('s', 'e1', 1, 70, 70)
          .ack('s', 'e1')
          .wait(5000)
          .freeze('z'),
      'event 2 never delivered',
    ],
    ['one never again', () => published().deliver('s', 'e1').wait(12_000).freeze('z'), never],
    [
      'the sum is wrong',
      () => published().deliver('s', 'e1').book('s', 'e1', 1, 70, 60),
      'a balance of 60 instead of 70',
    ],
  ],
  unknown: [
    ['nothing booked', () => published().take('s', 'e1'), 'nothing that was booked'],
    [
      'not yet',
      () =>
        published()
          .deliver('s', 'e1')
          .book('s', 'e1', 1, 70, 70)
          .ack('s', 'e1')
          .deliver('s', 'e2', 'e3'),
      'event 2 not booked when the history ended',
    ],
  ],
});
