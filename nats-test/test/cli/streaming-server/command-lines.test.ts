import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { commandLines } from './command-lines';
import { play, type Played } from './play';

interface Recorded {
  readonly args: readonly string[];
  readonly played: Played;
}

/** What the real server 0.17.0 did. */
const recorded = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'command-lines-0.17.0.json'), 'utf8'),
) as Recorded[];

test('every command line has been recorded', () => {
  expect(recorded.map(({ args }) => args)).toEqual(commandLines);
});

const titled = recorded.map((one) => ({ ...one, line: one.args.join(' ') }));

test.concurrent.for(titled)('"$line" does as recorded', async ({ args, played }, context) => {
  context.expect(await play(context.onTestFinished, args)).toEqual(played);
});
