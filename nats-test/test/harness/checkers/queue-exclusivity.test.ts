import { queueExclusivity } from '../../../src/harness/checkers/queue-exclusivity';
import { testChecker } from './cases';
import { events, history, type HistoryBuilder } from './history-builder';

const group = (): HistoryBuilder =>
  history()
    .subscribe('a', { queue: 'q' })
    .subscribe('b', { queue: 'q' })
    .subscribe('c', { queue: 'q' });

testChecker(queueExclusivity(), {
  valid: [
    [
      'each event at one member',
      () =>
        group()
          .publish(...events(4))
          .take('a', 'e1', 'e4')
          .take('b', 'e2')
          .take('c', 'e3'),
      '4 events, each at one of 3 members (2, 1, 1)',
    ],
  ],
  legalOddities: [
    [
      'handed on after the ack wait',
      () => group().publish('e1').deliver('a', 'e1').wait(1000).take('b', 'e1!'),
      '1 event, each at one of 3 members at a time, 1 handed on (1, 0, 0)',
    ],
    [
      'handed on at once when the holder has closed',
      () => group().publish('e1').deliver('a', 'e1').close('a').wait(100).take('b', 'e1!'),
      '1 event, each at one of 3 members at a time, 1 handed on (1, 0, 0)',
    ],
    [
      'handed on at once when the holder froze',
      () => group().publish('e1').deliver('a', 'e1').freeze('a').wait(100).take('b', 'e1!'),
      '1 event, each at one of 3 members at a time, 1 handed on (1, 0, 0)',
    ],
    [
      'the redelivery to one member is read before the first delivery to another',
      () => group().publish('e1').wait(1500).deliver('b', 'e1!').deliver('a', 'e1'),
      '1 event, each at one of 3 members at a time, 1 handed on (1, 0, 0)',
    ],
    [
      'a client that stood still saw the first delivery late, and the redelivery in time',
      () => group().publish('e1').wait(900).deliver('a', 'e1').wait(150).take('b', 'e1!'),
      '1 event, each at one of 3 members at a time, 1 handed on (1, 0, 0)',
    ],
    [
      'after a pause the later redelivery is read first',
      () =>
        group()
          .publish('e1')
          .pause(2500)
          .deliver('c', 'e1!2')
          .deliver('b', 'e1!1')
          .deliver('a', 'e1'),
      '1 event, each at one of 3 members at a time, 1 handed on (1, 0, 0)',
    ],
  ],
  invalid: [
    [
      'two members have it at once',
      () => group().publish('e1').deliver('a', 'e1').deliver('b', 'e1'),
      'event 1 at b as if new, after a had got it, in group q',
    ],
    [
      'another member gets it as new after the ack',
      () => group().publish('e1').take('a', 'e1').wait(3000).take('c', 'e1'),
      'event 1 at c as if new, after a had got it, in group q',
    ],
    [
      'flagged, but within the ack wait of the holder',
      () => group().publish('e1').deliver('a', 'e1').wait(500).deliver('b', 'e1!'),
      'event 1 at b while a held it, in group q',
    ],
    [
      'within the ack wait of the second holder',
      () =>
        group()
          .publish('e1')
          .deliver('a', 'e1')
          .wait(1000)
          .deliver('b', 'e1!')
          .wait(300)
          .deliver('c', 'e1!2'),
      'event 1 at c while b held it, in group q',
    ],
  ],
  unknown: [
    [
      'a group of one',
      () => history().subscribe('a', { queue: 'q' }).publish('e1').take('a', 'e1'),
      'no queue group with two members that got an event',
    ],
    ['a group that got nothing', group, 'no queue group with two members that got an event'],
  ],
});
