import { groupsIndependent } from '../../../src/harness/checkers/groups-independent';
import { testChecker } from './cases';
import { history, type HistoryBuilder } from './history-builder';

const groups = (): HistoryBuilder =>
  history().subscribe('a', { queue: 'q' }).subscribe('b', { queue: 'r' }).publish('e1', 'e2');

testChecker(groupsIndependent(), {
  valid: [
    [
      'each gets all',
      () => groups().take('a', 'e1', 'e2').take('b', 'e1', 'e2'),
      '2 events at each of 2 groups',
    ],
  ],
  invalid: [
    [
      'they share the events',
      () => groups().take('a', 'e1').take('b', 'e2').wait(5000).freeze('z'),
      '1 of 2 events never at group q',
    ],
    [
      'one gets nothing',
      () => groups().take('a', 'e1', 'e2').wait(5000).freeze('z'),
      '2 of 2 events never at group r',
    ],
  ],
  unknown: [
    [
      'one group',
      () => history().subscribe('a', { queue: 'q' }).publish('e1').take('a', 'e1'),
      'no channel with two queue groups',
    ],
    [
      'no events',
      () => history().subscribe('a', { queue: 'q' }).subscribe('b', { queue: 'r' }),
      'no event that all groups are entitled to',
    ],
    [
      'the history ends at once',
      () => groups().take('a', 'e1', 'e2'),
      '2 events not yet at group r',
    ],
  ],
});
