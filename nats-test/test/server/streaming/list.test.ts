import { describe, expect, it } from 'vitest';
import { removeFromList } from '../../../src/server/streaming/list';

describe('removeFromList', () => {
  it.each([
    ['a', 'dbc'],
    ['b', 'adc'],
    ['d', 'abc'],
  ])('puts the last item in the place of %s', (item, left) => {
    const list = ['a', 'b', 'c', 'd'];

    expect([removeFromList(list, item), list.join('')]).toEqual([true, left]);
  });

  it('says when the item is not there', () => {
    const list = ['a', 'b'];

    expect([removeFromList(list, 'x'), list.join('')]).toEqual([false, 'ab']);
  });

  it('empties a list of one', () => {
    const list = ['a'];
    removeFromList(list, 'a');

    expect(list).toEqual([]);
  });
});
