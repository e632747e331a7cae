import { describe, expect, test } from 'vitest';

import { parseTarget } from '../../src/cli/verify-target';

const program = process.execPath;

describe('what is typed after --target', () => {
  test('embedded is our own server, which can be started as a process', () => {
    const target = parseTarget('embedded', {});
    expect(target).toMatchObject({
      kind: 'embedded',
      command: [process.execPath, expect.anything()],
    });
  });

  test.each(['process', 'cluster'])('%s:PATH is a program', (kind) => {
    const path = program;
    expect(parseTarget(`${kind}:${path}`, {})).toEqual({ kind, path, file: program });
  });

  test('a URL is a server that runs already, with what was typed of it', () => {
    expect(parseTarget('nats://host:4333', { cluster: 'c', monitoring: false })).toMatchObject({
      kind: 'url',
      connection: { url: 'nats://host:4333', clusterId: 'c' },
    });
  });

  test.each(['', 'embeded', program, 'process:', 'pod:x'])('%j is told the four forms', (text) => {
    expect(() => parseTarget(text, {})).toThrow(
      `--target ${text} is no target: give embedded, process:PATH or cluster:PATH of a nats-streaming-server, or a URL as nats://localhost:4222`,
    );
  });

  test('a program that is not there is named as it was typed', () => {
    expect(() => parseTarget('cluster:no/where', {})).toThrow(
      '--target cluster:no/where: no/where is not there: give the path of a nats-streaming-server',
    );
  });

  test.each([
    ['embedded', { pass: 's3cret' }, '--pass'],
    [`process:${program}`, { monitoring: false }, '--no-monitoring'],
  ] as const)('%s takes no options of a server that runs already', (text, flags, option) => {
    expect(() => parseTarget(text, flags)).toThrow(
      `${option} is for a server that runs already: give its URL as --target`,
    );
  });

  test('a target and --url are one too many', () => {
    expect(() => parseTarget('embedded', { url: 'nats://host' })).toThrow(
      '--url and --target both name a server: give one of them',
    );
  });
});
