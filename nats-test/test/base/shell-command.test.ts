import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

import { shellCommand } from '../../src/base/shell-command';

test('a shell takes a command line apart into the same words again', () => {
  const words = ['plain', "it's", 'two words', '$HOME', '`id`', '', 'a"b', '--x=1', '*', 'é\\n'];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellCommand(words)}`], {
    encoding: 'utf8',
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});
