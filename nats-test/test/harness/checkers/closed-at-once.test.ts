import { closedAtOnce } from '../../../src/harness/checkers/closed-at-once';
import { testChecker } from './cases';
import { history, type HistoryBuilder } from './history-builder';

const group = (): HistoryBuilder =>
  history()
    .subscribe('a', { queue: 'q' })
    .subscribe('b', { queue: 'q' })
    .subscribe('c', { queue: 'q' });

testChecker(closedAtOnce(), {
  valid: [
    [
      'the others get all at once',
      () =>
        group()
          .publish('e1')
          .take('a', 'e1')
          .close('a')
          .publish('e2', 'e3')
          .take('b', 'e2')
          .take('c', 'e3'),
      '2 events after the close, all at the other 2 members at once',
    ],
    [
      'a member whose client says goodbye',
      () => group().disconnect('a').publish('e1').take('b', 'e1'),
      '1 event after the close, all at the other 2 members at once',
    ],
    [
      'a plain subscription',
      () => history().subscribe('a').close('a').publish('e1').wait(500).freeze('z'),
      '1 event after the close of a, none of them there',
    ],
  ],
  legalOddities: [
    [
      'what the closed one held comes again',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .close('a')
          .publish('e2')
          .take('b', 'e2')
          .wait(100)
          .take('b', 'e1!'),
      '1 event after the close, all at the other 2 members at once',
    ],
    [
      'the others close right after, as at the end of a run',
      () =>
        group().publish('e1').take('a', 'e1').close('a').publish('e2').take('c', 'e2').close('c'),
      '1 event after the close, all at the other 2 members at once',
    ],
    [
      'at once, to one whose link is so slow that another one has it first, flagged',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' })
          .subscribe('c', { queue: 'q' }, { type: 'ok', afterMs: 3000 })
          .close('a')
          .publish('e1')
          .wait(1000)
          .take('b', 'e1!')
          .wait(2000)
          .take('c', 'e1'),
      '1 event after the close, all at the other 2 members at once',
    ],
  ],
  invalid: [
    [
      'something came after the close',
      () => group().publish('e1').close('a').deliver('a', 'e1'),
      'event 1 at a after its end',
    ],
    [
      'something came after the unsubscribe',
      () => group().publish('e1').unsubscribe('a').deliver('a', 'e1'),
      'event 1 at a after its end',
    ],
    [
      'the others get one only when the ack wait of the closed one is over',
      () => group().close('a').publish('e1', 'e2').take('b', 'e1').wait(1000).take('b', 'e2!'),
      'event 2 only as a redelivery after the close of a',
    ],
    [
      'the others never get one',
      () => group().close('a').publish('e1', 'e2').take('b', 'e1').wait(5000).freeze('z'),
      'event 2 at nobody after the close of a',
    ],
  ],
  unknown: [
    ['nothing was closed', () => group().publish('e1').take('a', 'e1'), 'nothing that was closed'],
    [
      'no event after the close',
      () => group().publish('e1').take('a', 'e1').close('a'),
      'no event after the close with a member left',
    ],
    [
      'a close of unknown outcome',
      () => group().close('a', { type: 'info' }).publish('e1').take('b', 'e1'),
      'nothing that was closed',
    ],
    [
      'another member is frozen, which may have it',
      () => group().freeze('b').close('a').publish('e1').wait(1000).take('c', 'e1!'),
      'no event after the close with a member left',
    ],
  ],
});
