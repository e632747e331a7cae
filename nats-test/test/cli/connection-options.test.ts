import { rootCertificates } from 'node:tls';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';

import { CommandError } from '../../src/cli/command-error';
import {
  addConnectionOptions,
  readConnection,
  type Connection,
} from '../../src/cli/connection-options';
import { makeTempFolder } from './temp-folder';

/** What a command makes of these words. */
function read(...words: readonly string[]): Connection | undefined {
  const command = addConnectionOptions(new Command());
  command.parse(words, { from: 'user' });
  return readConnection(command.opts());
}

/** What is said about words that make no sense. */
function refusal(...words: readonly string[]): string {
  try {
    read(...words);
  } catch (error) {
    if (error instanceof CommandError && error.exitStatus === 2) return error.message;
    throw error;
  }
  throw new Error(`${words.join(' ')} was taken`);
}

describe('the connection', () => {
  test('is nowhere without --url', () => {
    expect(read()).toBeUndefined();
  });

  test("is to the course's cluster, with monitoring on port 8222 of the same host", () => {
    expect(read('--url', 'nats://server:4333')).toEqual({
      connection: { url: 'nats://server:4333', clusterId: 'ticketing' },
      monitoringUrl: 'http://server:8222',
    });
  });

  test("takes the URL of the course's scripts", () => {
    expect(read('--url', 'http://localhost:4222')?.connection.url).toBe('nats://localhost:4222');
  });

  test('has monitoring on an IPv6 address, too', () => {
    expect(read('--url', 'nats://[::1]:4222')?.monitoringUrl).toBe('http://[::1]:8222');
  });

  test.each([
    ['localhost:9222', 'http://localhost:9222'],
    ['https://host/nats/', 'https://host/nats'],
  ])('has monitoring at %s', (typed, url) => {
    expect(read('--url', 'nats://server', '--monitoring', typed)?.monitoringUrl).toBe(url);
  });

  test('has none with --no-monitoring', () => {
    expect(read('--url', 'nats://server', '--no-monitoring')).toEqual({
      connection: { url: 'nats://server', clusterId: 'ticketing' },
      monitoringProblem: 'you gave --no-monitoring',
    });
  });

  test('knows the heartbeats of the server', () => {
    const flags = ['--hbi', '5s', '--hbt', '500ms', '--hbf', '2'];

    expect(read('--url', 'nats://server', ...flags)?.heartbeats).toEqual({
      intervalMs: 5000,
      timeoutMs: 500,
      failuresMax: 2,
    });
  });

  test('has a user or a token', () => {
    const url = ['--url', 'nats://server'];

    expect(read(...url, '--user', 'me', '--pass', 'secret')?.connection).toMatchObject({
      user: 'me',
      pass: 'secret',
    });
    expect(read(...url, '--token', 'secret')?.connection).toMatchObject({ token: 'secret' });
  });

  test('has certificates, as texts', async ({ onTestFinished }) => {
    const ca = rootCertificates[0] ?? '';
    const folder = await makeTempFolder(onTestFinished, { 'ca.pem': ca });

    const read1 = read('--url', 'tls://server', '--tlsca', `${folder}/ca.pem`);

    expect(read1?.connection.tls).toEqual({ ca });
  });
});

describe('bad usage', () => {
  test.each([
    [['--cluster', 'x'], '--cluster needs --url URL: without it the embedded server is used'],
    [
      ['--no-monitoring'],
      '--no-monitoring needs --url URL: without it the embedded server is used',
    ],
    [['--hbi', '5s'], '--hbi needs --url URL: without it the embedded server is used'],
    [
      ['--url', 'nats://server', '--hbi', '5s', '--hbf', '2'],
      '--hbi, --hbt and --hbf belong together: give all three, as the server has them',
    ],
    [
      ['--url', 'nats://server', '--hbi', '5', '--hbt', '5s', '--hbf', '2'],
      '--hbi 5 is no duration: type it as in --hbi 5s or --hbi 500ms',
    ],
    [
      ['--url', 'nats://server', '--hbi', 'five'],
      '--hbi five is no duration: type it as in --hbi 5s or --hbi 500ms',
    ],
    [
      ['--url', 'nats://server', '--hbt', '0'],
      '--hbt 0 must be above 0: give what the server has, as in --hbt 5s',
    ],
    [
      ['--url', 'nats://server', '--hbi', '5s', '--hbt', '5s', '--hbf', 'two'],
      '--hbf two is no count: type it as the server has it, as in --hbf 2',
    ],
    [
      ['--url', 'nats://server', '--cluster', 'a.b'],
      '--cluster a.b is no cluster ID: it has letters, digits, - and _ only',
    ],
    [['--url', 'nats://server', '--user', 'me'], '--user and --pass belong together: give both'],
    [
      ['--url', 'nats://server', '--token', 't', '--user', 'me', '--pass', 'p'],
      '--token stands instead of --user and --pass: give one or the other',
    ],
    [
      ['--url', 'nats://me:p@server', '--token', 't'],
      '--url has a login, too: give it there, or with --user, --pass and --token',
    ],
    [
      ['--url', 'nats://server', '--monitoring', 'ftp://server'],
      '--monitoring is no URL: type it as in --monitoring http://localhost:8222',
    ],
    [
      ['--url', 'nats://server', '--tlskey', 'key.pem'],
      '--tlskey needs --tlscert FILE: a certificate is shown with its key',
    ],
    [
      ['--url', 'nats://server', '--tlsca', 'no/such.pem'],
      'no/such.pem is not there: --tlsca names a PEM file',
    ],
  ])('%j', (words, says) => {
    expect(refusal(...words)).toBe(says);
  });

  test('a URL that is none is not repeated with its password', () => {
    const said = refusal('--url', 'nats://me:secret@');

    expect(said).toMatch(/^--url: /);
    expect(said).not.toContain('secret');
  });

  test('a file that is no PEM', async ({ onTestFinished }) => {
    const folder = await makeTempFolder(onTestFinished, { 'a.txt': 'hello' });

    expect(refusal('--url', 'nats://server', '--tlsca', `${folder}/a.txt`)).toBe(
      `${folder}/a.txt is no PEM file: --tlsca needs one`,
    );
  });

  test('a PEM file that holds no certificate', async ({ onTestFinished }) => {
    const broken = '-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n';
    const folder = await makeTempFolder(onTestFinished, { 'a.pem': broken });
    const file = `${folder}/a.pem`;

    for (const flags of [
      ['--tlsca', file],
      ['--tlscert', file, '--tlskey', file],
    ]) {
      expect(refusal('--url', 'nats://server', ...flags)).toMatch(
        /^the files of --tlsca, --tlscert and --tlskey can't be used \(.+\): /,
      );
    }
  });
});
