import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { configCases, type ConfigCase } from './config-files';
import { play, type Played } from './play';

interface Recorded extends ConfigCase {
  readonly played: Played;
}

/** What the real server 0.17.0 did. */
const recorded = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'fixtures', 'config-files-0.17.0.json'), 'utf8'),
) as Recorded[];

test('every configuration file has been recorded', () => {
  expect(recorded.map(({ name, files, args }) => ({ name, files, args }))).toEqual(configCases);
});

test.concurrent.for(recorded)('$name', async ({ args, files, played }, context) => {
  context.expect(await play(context.onTestFinished, args, files)).toEqual(played);
});
