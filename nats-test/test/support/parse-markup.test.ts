import { describe, expect, test } from 'vitest';

import { named, parseMarkup, textOf } from './parse-markup';

describe('the strict parser of pages', () => {
  test('finds elements, attributes and text', () => {
    const page = parseMarkup('<!doctype html><p class="a b" id="x">1 &lt; 2<b>!</b></p><br />');
    expect(named(page, 'p', 'b')[0]?.attributes).toEqual({ class: 'a b', id: 'x' });
    expect(textOf(page)).toBe('1 < 2!');
    expect(named(page, 'br')).toHaveLength(1);
  });

  test.each([
    ['a sign that is not escaped', '<p>1 < 2</p>'],
    ['an ampersand that is not escaped', '<p>a & b</p>'],
    ['an ampersand in an attribute', '<p id="a&b"></p>'],
    ['an entity that is none', '<p>&nbsp;</p>'],
    ['an attribute without quotes', '<p id=a></p>'],
    ['an attribute that ends early', '<p id="a"b"></p>'],
    ['an attribute twice', '<p id="a" id="b"></p>'],
    ['an element that is never closed', '<p><b></p>'],
    ['an end without a beginning', '<p></p></b>'],
    ['a script without an end', '<script>1'],
  ])('refuses %s', (_, text) => {
    expect(() => parseMarkup(text)).toThrow();
  });
});
