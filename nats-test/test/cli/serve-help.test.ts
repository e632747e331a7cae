import { expect, test } from 'vitest';

import { SERVE_HELP } from '../../src/cli/serve-help';
import { settingsFromFlags } from '../../src/server/flags/flags';
import { surroundingsOf } from '../support/config-text';

/** Every flag line of the help: its names, and what stands for its value. */
const flagLines = [...SERVE_HELP.matchAll(/^ +(-{1,2}[A-Za-z_]+(?:, -{1,2}\w+)*)([ =]\S+)?/gm)].map(
  ([, names = '', value = '']) => ({ names: names.split(', '), value: value.slice(1) }),
);
const ownFlags = ['--manifest', '-h', '--help', '-v', '--version'];
const sampleValues: Readonly<Record<string, string>> = {
  NAME: 'x',
  HOST: '127.0.0.1',
  PORT: '4333',
  URL: 'nats://127.0.0.1:4222',
  MEMORY: 'MEMORY',
  FOLDER: 'data',
  FILE: 'nats.conf',
  DURATION: '5s',
  COUNT: '3',
  SIZE: '10MB',
  false: 'false',
};

const serverFlags = flagLines.flatMap(({ names, value }) =>
  names.filter((name) => !ownFlags.includes(name)).map((name) => ({ name, value })),
);

test('it lists many flags', () => {
  expect(serverFlags.length).toBeGreaterThan(30);
});

test.each(serverFlags)('$name $value is there, as the help says', ({ name, value }) => {
  const sample = sampleValues[value];

  const read = () =>
    settingsFromFlags(
      [sample === undefined ? name : `${name}=${sample}`],
      undefined,
      surroundingsOf({ 'nats.conf': '' }),
    );

  // Flags of TLS are known by what they want beside them.
  if (name.startsWith('--tls'))
    expect(read).toThrow(/^TLS Server (certificate|private key) must be present/);
  else expect(read).not.toThrow();
});

test('it fits a terminal of 80 columns', () => {
  const tooLong = SERVE_HELP.split('\n').filter((line) => line.length > 80);

  expect(tooLong).toEqual([]);
});
