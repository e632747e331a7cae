import { expect, test } from 'vitest';

import { CommandError } from '../../src/cli/command-error';
import { readServeFlags } from '../../src/cli/serve-flags';

test.each([
  ['--manifest', 'f.yaml'],
  ['-manifest', 'f.yaml'],
  ['--manifest=f.yaml'],
  ['-manifest=f.yaml'],
])('%s %s names a manifest, and the other flags stay as they were typed', (...words) => {
  expect(readServeFlags(['-hbi', '5s', ...words, '--p=4333'])).toEqual({
    wanted: 'server',
    manifest: 'f.yaml',
    typed: ['-hbi', '5s', '--p=4333'],
  });
});

test.each(['-h', '--help', '-help'])('%s asks for help', (word) => {
  expect(readServeFlags(['-hbi', '5s', word]).wanted).toBe('help');
});

test.each(['-v', '--version', '-version'])('%s asks for the version', (word) => {
  expect(readServeFlags([word]).wanted).toBe('version');
});

test('-V is the flag for traces', () => {
  expect(readServeFlags(['-V'])).toMatchObject({ wanted: 'server', typed: ['-V'] });
});

test.each([[['--manifest']], [['--manifest=']]])('%s lacks its file', (words) => {
  expect(() => readServeFlags(words)).toThrow(CommandError);
});
