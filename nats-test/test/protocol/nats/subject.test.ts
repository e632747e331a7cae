import { describe, expect, it } from 'vitest';
import {
  hasWildcard,
  isLiteralSubject,
  isSubscribable,
  matchesSubject,
  subjectFromText,
  textFromSubject,
} from '../../../src/protocol/nats/subject';

/** Subject -> may be published to, may be subscribed to, has a wildcard: as nats-server 2.1.4 sees it. */
const SUBJECTS: readonly (readonly [string, boolean, boolean, boolean])[] = [
  ['a', true, true, false],
  ['a.b.c', true, true, false],
  ['ticket:created', true, true, false],
  ['_INBOX.x.1', true, true, false],
  ['*', false, true, true],
  ['>', false, true, true],
  ['a.*', false, true, true],
  ['*.b', false, true, true],
  ['a.>', false, true, true],
  ['*.*.>', false, true, true],
  ['a.>.b', false, false, true],
  ['>.a', false, false, true],
  // Inside a longer token they are ordinary characters.
  ['a*', true, true, false],
  ['a>', true, true, false],
  ['**', true, true, false],
  ['a.b*.c', true, true, false],
  ['>>', true, true, false],
  ['', false, false, false],
  ['.', false, false, false],
  ['a.', false, false, false],
  ['.a', false, false, false],
  ['a..b', false, false, false],
  ['*.', false, false, true],
];

describe.each(SUBJECTS)('%j', (subject, literal, subscribable, wildcard) => {
  it(literal ? 'may be published to' : 'may not be published to by a pedantic client', () => {
    expect(isLiteralSubject(subject)).toBe(literal);
  });

  it(subscribable ? 'may be subscribed to' : 'may not be subscribed to', () => {
    expect(isSubscribable(subject)).toBe(subscribable);
  });

  it(wildcard ? 'has a wildcard' : 'has no wildcard', () => {
    expect(hasWildcard(subject)).toBe(wildcard);
  });
});

describe('subjectFromText', () => {
  it('leaves ASCII as it is', () => {
    expect(subjectFromText('ticket:created')).toBe('ticket:created');
  });

  it.each(['müller', 'événement', '票', '😀', '\x80'])(
    'gives %j one character for each byte of its UTF-8',
    (text) => {
      expect(Buffer.from(subjectFromText(text), 'latin1')).toEqual(Buffer.from(text, 'utf8'));
    },
  );
});

describe('matchesSubject', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a.b', 'a.*', true],
    ['a.b', '*.b', true],
    ['a.b', '*', false],
    ['a.b', '>', true],
    ['a.b', 'a.>', true],
    ['a', 'a.>', false],
    ['a.b.c', 'a.*', false],
    ['a.b.c', '*.b.>', true],
    ['a.b', 'a.b.c', false],
  ])('%s is for %s: %s', (literal, subscribed, expected) => {
    expect(matchesSubject(literal, subscribed)).toBe(expected);
  });
});

describe('textFromSubject', () => {
  it.each(['a.b', 'grüße.日本'])('gives %s back', (text) => {
    expect(textFromSubject(subjectFromText(text))).toBe(text);
  });
});
