import { maxInFlight } from '../../../src/harness/checkers/max-in-flight';
import { testChecker } from './cases';
import { events, history } from './history-builder';

const limited = () =>
  history()
    .subscribe('a', { maxInFlight: 2 })
    .publish(...events(4));
const group = () =>
  history()
    .subscribe('a', { queue: 'q', maxInFlight: 1 })
    .subscribe('b', { queue: 'q', maxInFlight: 1 })
    .publish(...events(4));

testChecker(maxInFlight(), {
  valid: [
    [
      'the rest after the acks',
      () => limited().deliver('a', 'e1', 'e2').wait(500).ack('a', 'e1', 'e2').take('a', 'e3', 'e4'),
      'never more than 2 unacknowledged, then the rest after the acks',
    ],
  ],
  legalOddities: [
    [
      'what comes again does not count as new',
      () => limited().deliver('a', 'e1', 'e2').wait(1000).deliver('a', 'e1!', 'e2!'),
      'never more than 2 unacknowledged',
    ],
    [
      'a member may get more than its limit when another one has left',
      () => group().deliver('a', 'e1').deliver('b', 'e2').close('b').wait(100).deliver('a', 'e2!'),
      'never more than 1 unacknowledged',
    ],
    [
      'a member has room when its event went to another one, even before that is seen',
      () =>
        group()
          .deliver('a', 'e1')
          .deliver('b', 'e2')
          .ack('b', 'e2')
          .wait(1000)
          .deliver('a', 'e3')
          .deliver('b', 'e1!'),
      'never more than 1 unacknowledged, then the rest after the acks',
    ],
    [
      'what was handed on to a member may be with another one, who is dead, when it gets a new one',
      () =>
        history()
          .connect('c')
          .subscribe('a', { queue: 'q', maxInFlight: 1 })
          .subscribe('b', { queue: 'q', maxInFlight: 1 })
          .subscribe('c', { queue: 'q', maxInFlight: 1 })
          .publish('e1', 'e2')
          .deliver('b', 'e1')
          .crash('c')
          .close('b')
          .wait(100)
          .deliver('a', 'e1!')
          .wait(300)
          .deliver('a', 'e2'),
      'never more than 1 unacknowledged',
    ],
    [
      'what came again while its ack was under way',
      () => limited().deliver('a', 'e1', 'e2').wait(1000).ack('a', 'e1').deliver('a', 'e1!', 'e3'),
      'never more than 2 unacknowledged, then the rest after the acks',
    ],
    [
      'the ack of a member that no longer has the event',
      () =>
        group().deliver('a', 'e1').wait(1000).deliver('b', 'e1!').ack('a', 'e1').deliver('b', 'e2'),
      'never more than 1 unacknowledged',
    ],
    [
      'after a pause is read at once what was sent an ack wait apart',
      () => group().pause(3000).deliver('a', 'e1', 'e2'),
      'never more than 1 unacknowledged, then the rest after the acks',
    ],
  ],
  invalid: [
    [
      'one too many',
      () => limited().deliver('a', 'e1', 'e2', 'e3'),
      '3 unacknowledged at a, which takes 2',
    ],
    [
      'one too many after an ack',
      () => limited().deliver('a', 'e1', 'e2').ack('a', 'e1').deliver('a', 'e3', 'e4'),
      '3 unacknowledged at a, which takes 2',
    ],
    [
      'a new one though old ones came again',
      () => limited().deliver('a', 'e1', 'e2').wait(1000).deliver('a', 'e1!', 'e3'),
      '3 unacknowledged at a, which takes 2',
    ],
    [
      'one too many at a member to which an event was handed on long after anybody left',
      () => group().deliver('b', 'e1').close('b').wait(600).deliver('a', 'e1!').deliver('a', 'e2'),
      '2 unacknowledged at a, which takes 1',
    ],
    [
      'one too many at a member of a group',
      () => group().deliver('a', 'e1', 'e2'),
      '2 unacknowledged at a, which takes 1',
    ],
  ],
  unknown: [
    ['the limit is far', () => limited().take('a', ...events(4)), 'the limit was never reached'],
  ],
});
