import { expect, test } from 'vitest';

import { lastWord } from '../../../src/harness/target/last-word';

test.each([
  ['', ''],
  ['one\ntwo\n\n', 'two'],
  [
    '[12] 2026/01/02 03:04:05.678901 [INF] STREAM: Streaming Server is ready\n',
    '[INF] STREAM: Streaming Server is ready',
  ],
  [
    '[12] 2026/01/02 03:04:05.678901 [FTL] STREAM: Failed to start: why\n[12] x y [INF] bye\n',
    '[FTL] STREAM: Failed to start: why',
  ],
  ['panic: why\n\ngoroutine 1 [running]:\nmain.main()\n', 'panic: why'],
])('of %j it is %j', (log, word) => {
  expect(lastWord(log)).toBe(word);
});
