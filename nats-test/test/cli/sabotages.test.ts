import { describe, expect, it } from 'vitest';

import { chooseSabotage, listSabotages } from '../../src/cli/sabotages';

describe('the name behind --sabotage', () => {
  it('is that of a sabotage', () => {
    expect(chooseSabotage('stores-twice').name).toBe('stores-twice');
  });

  it.each([
    [
      'stores-twise',
      "there is no sabotage 'stores-twise', did you mean stores-twice? --sabotage help lists them all",
    ],
    [
      'starts',
      "there is no sabotage 'starts', did you mean starts-at-the-first or starts-one-too-late? " +
        '--sabotage help lists them all',
    ],
    ['', "there is no sabotage '': --sabotage help lists them all"],
  ])('may be wrong: %j', (typed, message) => {
    expect(() => chooseSabotage(typed)).toThrow(message);
  });
});

describe('--sabotage help', () => {
  it('says of each in one line what is wrong, where it shows and who sees it', () => {
    const lines = listSabotages().trimEnd().split('\n');

    expect(lines.length).toBeGreaterThanOrEqual(24);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^stores-twice +It stores each 10th event twice, under two sequences\. \(steady: duplicate entry\)$/,
      ),
    );
  });
});
