import { order } from '../../../src/harness/checkers/order';
import { testChecker } from './cases';
import { history } from './history-builder';

const missing = 'no two new events at one subscription';
const three = () => history().subscribe('a').publish('e1', 'e2', 'e3');
const group = () =>
  history().subscribe('a', { queue: 'q' }).subscribe('b', { queue: 'q' }).publish('e1', 'e2', 'e3');

testChecker(order(), {
  valid: [['in order', () => three().take('a', 'e1', 'e2', 'e3'), '3 first deliveries in order']],
  legalOddities: [
    [
      'the link of a member of a group is slow',
      () =>
        history()
          .subscribe('a', { queue: 'q' })
          .subscribe('b', { queue: 'q' }, { type: 'ok', afterMs: 3000 })
          .publish('e1', 'e2')
          .take('a', 'e2')
          .wait(3000)
          .take('b', 'e1'),
      '2 first deliveries in order',
    ],
    [
      'an older one again between newer ones',
      () => three().deliver('a', 'e1', 'e2').wait(1000).deliver('a', 'e1!', 'e3'),
      '3 first deliveries in order',
    ],
    ['a gap', () => three().take('a', 'e1', 'e3'), '2 first deliveries in order'],
    [
      'two members, read the other way round',
      () => group().take('b', 'e2').take('a', 'e1', 'e3'),
      '3 first deliveries in order',
    ],
    [
      'what a member that left had comes flagged and late',
      () => group().close('b').take('a', 'e2', 'e3', 'e1!'),
      '2 first deliveries in order',
    ],
    [
      'a durable that was deleted begins anew',
      () =>
        three()
          .subscribe('b', { client: 'x', durable: 'd', start: { from: 'first' } })
          .take('b', 'e1', 'e2', 'e3')
          .unsubscribe('b')
          .subscribe('b2', { client: 'x', durable: 'd', start: { from: 'first' } })
          .take('b2', 'e1', 'e2', 'e3'),
      '6 first deliveries in order',
    ],
  ],
  invalid: [
    [
      'two events changed places',
      () => three().take('a', 'e2', 'e1', 'e3'),
      'event 1 after 2 at a',
    ],
    [
      'changed places at one member of a group',
      () => group().take('a', 'e2', 'e1'),
      'event 1 after 2 at group q',
    ],
    [
      'changed places at two members, a long time apart',
      () => group().take('a', 'e2').wait(600).take('b', 'e1'),
      'event 1 after 2 at group q',
    ],
    [
      'a resumed durable goes back',
      () =>
        history()
          .subscribe('a', { client: 'x', durable: 'd' })
          .publish('e1', 'e2')
          .take('a', 'e2')
          .close('a')
          .subscribe('a2', { client: 'x', durable: 'd' })
          .wait(600)
          .take('a2', 'e1'),
      'event 1 after 2 at durable d',
    ],
  ],
  unknown: [['one event only', () => three().take('a', 'e1'), missing]],
});
