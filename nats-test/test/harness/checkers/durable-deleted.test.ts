import { durableDeleted } from '../../../src/harness/checkers/durable-deleted';
import { testChecker } from './cases';
import { history, type HistoryBuilder } from './history-builder';

const d = { client: 'x', durable: 'd' };
const fromFirst = { ...d, start: { from: 'first' } } as const;
const missing = 'no durable that was unsubscribed and asked for again with events between';
const gone = (terms: typeof d | typeof fromFirst = d): HistoryBuilder =>
  history()
    .subscribe('a', d)
    .publish('e1')
    .take('a', 'e1')
    .unsubscribe('a')
    .publish('e2')
    .subscribe('a2', terms);

testChecker(durableDeleted(), {
  valid: [
    [
      'new only: nothing from before',
      () => gone().publish('e3').take('a2', 'e3'),
      'after the unsubscribe new only: 3',
    ],
    [
      'first: everything again, as new',
      () => gone(fromFirst).take('a2', 'e1', 'e2'),
      'after the unsubscribe first: 1-2',
    ],
    [
      'a durable group, by the unsubscribe of its last member',
      () =>
        history()
          .subscribe('a', { queue: 'q', durable: 'd' })
          .subscribe('b', { queue: 'q', durable: 'd' })
          .close('a')
          .unsubscribe('b')
          .publish('e1')
          .subscribe('c', { queue: 'q', durable: 'd' })
          .publish('e2')
          .take('c', 'e2'),
      'after the unsubscribe new only: 2',
    ],
  ],
  invalid: [
    [
      'it got what was published between',
      () => gone().take('a2', 'e2'),
      'event 2 at durable d, which begins with new only',
    ],
    [
      'first, without what it had acknowledged',
      () => gone(fromFirst).take('a2', 'e2'),
      'event 1 not at durable d, which begins with first',
    ],
    [
      'first, flagged',
      () => gone(fromFirst).take('a2', 'e1!', 'e2'),
      'event 1 flagged though it came first',
    ],
  ],
  unknown: [
    [
      'closed only',
      () =>
        history().subscribe('a', d).close('a').publish('e1').subscribe('a2', d).take('a2', 'e1'),
      missing,
    ],
    [
      'an unsubscribe of unknown outcome',
      () =>
        history()
          .subscribe('a', d)
          .unsubscribe('a', { type: 'info' })
          .publish('e1')
          .subscribe('a2', d)
          .take('a2', 'e1'),
      'nobody knows whether durable d began',
    ],
    [
      'nothing was published between',
      () =>
        history()
          .subscribe('a', d)
          .publish('e1')
          .take('a', 'e1')
          .unsubscribe('a')
          .subscribe('a2', d)
          .wait(500)
          .freeze('z'),
      missing,
    ],
  ],
});
