import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError, checkListener } from 'nats-test';
import { expect, test } from 'vitest';

import check from '../../examples/check/accounts-naive.check';

const readme = readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8');

test('what README.md shows of a failing check is what is printed, but for what it leaves out', async () => {
  const [, shown = ''] = /^\$ npx nats-test check .*\n([^]*?)^```$/m.exec(readme) ?? [];
  const error: unknown = await checkListener({ ...check, seed: 1 }).catch((it: unknown) => it);
  if (!(error instanceof CheckError)) throw new Error('the naive listener passed');
  const printed = error.message.split('\n');

  const lines = shown.split('\n').filter((line) => line !== '' && line !== '...');
  expect(lines.length).toBeGreaterThan(8);
  let at = 0;
  for (const line of lines) {
    const found = printed.indexOf(line, at);
    expect(found, `${line}\nis not, or not there, in\n${error.message}`).not.toBe(-1);
    at = found + 1;
  }
});
