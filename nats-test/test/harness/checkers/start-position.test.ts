import { startPosition } from '../../../src/harness/checkers/start-position';
import type { StartPosition } from '../../../src/harness/history/operation';
import { testChecker } from './cases';
import { events, history, type HistoryBuilder } from './history-builder';

const six = events(6);
const from = (start?: StartPosition): HistoryBuilder =>
  history()
    .publish('e1', 'e2', 'e3')
    .wait(2000)
    .publish('e4', 'e5', 'e6')
    .subscribe('all', { start: { from: 'first' } })
    .take('all', ...six)
    .subscribe('a', start ? { start } : {});
const long = (builder: HistoryBuilder): HistoryBuilder => builder.wait(5000).freeze('z');

testChecker(startPosition(), {
  valid: [
    ['first', () => from({ from: 'first' }).take('a', ...six), 'first: 1-6, first: 1-6'],
    ['last', () => from({ from: 'last' }).take('a', 'e6'), 'first: 1-6, last: 6'],
    [
      'sequence',
      () => from({ from: 'sequence', sequence: 3 }).take('a', 'e3', 'e4', 'e5', 'e6'),
      'first: 1-6, sequence 3: 3-6',
    ],
    [
      'ago',
      () => from({ from: 'ago', agoMs: 1000 }).take('a', 'e4', 'e5', 'e6'),
      'first: 1-6, last 1 s: 4-6',
    ],
    [
      'new only',
      () => from().publish('e7').take('a', 'e7').take('all', 'e7'),
      'first: 1-7, new only: 7',
    ],
    ['new only, and nothing new', () => long(from()), 'first: 1-6, new only: none'],
  ],
  legalOddities: [
    [
      'near the edge of ago either is right',
      () => from({ from: 'ago', agoMs: 2050 }).take('a', 'e2', 'e3', 'e4', 'e5', 'e6'),
      'first: 1-6, last 2.05 s: 2-6',
    ],
    [
      'one that joins a group does not begin',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .publish('e1')
          .take('a', 'e1')
          .publish('e2')
          .subscribe('b', { queue: 'q', start: { from: 'first' } })
          .take('b', 'e2')
          .subscribe('c')
          .wait(300)
          .freeze('z'),
      'new only: none',
    ],
    [
      'one that resumes a durable does not begin',
      () =>
        history()
          .subscribe('a', { client: 'x', durable: 'd' })
          .publish('e1')
          .take('a', 'e1')
          .close('a')
          .subscribe('a2', { client: 'x', durable: 'd', start: { from: 'first' } })
          .subscribe('c')
          .wait(300)
          .freeze('z'),
      'new only: none',
    ],
  ],
  invalid: [
    [
      'first without the first',
      () => from({ from: 'first' }).take('a', ...six.slice(1)),
      'event 1 not at a, which begins with first',
    ],
    [
      'last with two',
      () => from({ from: 'last' }).take('a', 'e5', 'e6'),
      'event 5 at a, which begins with last',
    ],
    [
      'last without it',
      () => long(from({ from: 'last' })),
      'event 6 not at a, which begins with last',
    ],
    [
      'sequence from an earlier one',
      () => from({ from: 'sequence', sequence: 3 }).take('a', 'e2', ...six.slice(2)),
      'event 2 at a, which begins with sequence 3',
    ],
    [
      'sequence from a later one',
      () => from({ from: 'sequence', sequence: 3 }).take('a', 'e4', 'e5', 'e6'),
      'event 3 not at a, which begins with sequence 3',
    ],
    [
      'ago with an older one',
      () => from({ from: 'ago', agoMs: 1000 }).take('a', ...six.slice(2)),
      'event 3 at a, which begins with last 1 s',
    ],
    [
      'ago without all',
      () => from({ from: 'ago', agoMs: 1000 }).take('a', 'e5', 'e6'),
      'event 4 not at a, which begins with last 1 s',
    ],
    [
      'new only with an old one',
      () => from().take('a', 'e6'),
      'event 6 at a, which begins with new only',
    ],
    [
      'first, but not in order',
      () => from({ from: 'first' }).take('a', 'e2', 'e1', 'e3', 'e4', 'e5', 'e6'),
      'event 2 before 1',
    ],
  ],
  unknown: [
    [
      'nothing was there',
      () => history().subscribe('a').publish('e1').take('a', 'e1'),
      'no subscription that was asked for after an event',
    ],
    ['the history ends at once', () => from(), 'a was watched for too short a time'],
    ['some may be under way', () => from({ from: 'last' }), '1 event not yet at a'],
  ],
});
