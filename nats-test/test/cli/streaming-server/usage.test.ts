import { expect, test } from 'vitest';

import { USAGE } from '../../../src/cli/streaming-server/usage';
import { SERVER_FLAGS } from '../../../src/server/flags/flag-table';
import { parseServerFlags } from '../../../src/server/flags/flags';
import { surroundingsOf } from '../../support/config-text';

/** Every word with dashes: a flag, or the beginning that several have in common. */
const mentioned = [...USAGE.matchAll(/(?<=[\s"])--?([a-zA-Z_]+)(\*?)/g)].map(
  ([, name = '', star]) => ({ name, isStart: star === '*' }),
);

test.each(SERVER_FLAGS.map(({ names }) => ({ names })))('$names is mentioned', ({ names }) => {
  const isMentioned = names.some((flag) =>
    mentioned.some(({ name, isStart }) => (isStart ? flag.startsWith(name) : flag === name)),
  );

  expect(isMentioned).toBe(true);
});

const samples: Readonly<Record<string, string>> = {
  string: 'MEMORY',
  int: '3',
  size: '10MB',
  duration: '5s',
  bool: 'true',
  signal: 'quit=7',
  file: 'nats.conf',
};

/** Lines of the parts before those about what is refused. */
const lines = USAGE.slice(0, USAGE.indexOf('Known, and')).matchAll(
  /^ {4}(-[-\w]+(?:, -[-\w]+)*)(?:[ =[]+<(.+?)>\]?)?/gm,
);
const taken = [...lines].flatMap(([, names = '', value = '']) =>
  names.split(', ').map((name) => ({ name, value })),
);

/** So that -c and -t have a file. */
const surroundings = surroundingsOf({ 'nats.conf': '' });

test('it has lines for many flags', () => {
  expect(taken.length).toBeGreaterThan(40);
});

test.each(taken)('$name <$value> is taken, as the help says', ({ name, value }) => {
  const sample = samples[value];
  const word = sample === undefined ? name : `${name}=${sample}`;

  const read = () => parseServerFlags(['-c=nats.conf', word]).configure(undefined, surroundings);

  // Flags of TLS are known by what they want beside them.
  if (name.startsWith('--tls'))
    expect(read).toThrow(/^TLS Server (certificate|private key) must be present/);
  else expect(read).not.toThrow();
});

test('it fits a terminal of 80 columns', () => {
  expect(USAGE.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
