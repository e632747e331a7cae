import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';

import { startServer, type EmbeddedServer, type StartServerOptions } from '../../src/index';
import { makeTempFolder } from '../cli/temp-folder';

/** Starts a server with this configuration file. */
async function serverWith(
  context: TestContext,
  text: string,
  options: StartServerOptions = {},
): Promise<EmbeddedServer> {
  const file = join(await makeTempFolder(context.onTestFinished), 'nats.conf');
  await writeFile(file, text);
  const server = await startServer({ ...options, args: ['-c', file, ...(options.args ?? [])] });
  context.onTestFinished(() => server.stop());
  return server;
}

test('options outrank the file, which outranks what suits a test', async (context) => {
  const server = await serverWith(context, 'streaming { cid: a }\nserver_name: named', {
    clusterId: 'b',
  });

  const varz = (await (await fetch(`${server.monitoringUrl}/varz`)).json()) as object;
  expect(server.clusterId).toBe('b');
  expect(varz).toMatchObject({ server_name: 'named', host: '127.0.0.1' });
});

test('limits of single channels may be options, too', async (context) => {
  const server = await serverWith(context, '', {
    limits: { channels: { 'a.*': { msgsMax: 3 } } },
  });

  const page = (await (await fetch(`${server.monitoringUrl}/streaming/storez`)).json()) as object;
  expect(page).toMatchObject({ limits: { channels: { 'a.*': { max_msgs: 3 } } } });
});

test('a pattern that is none is refused', async () => {
  await expect(startServer({ limits: { channels: { 'a..b': {} } } })).rejects.toThrow(
    "limits for 'a..b': it is no name of a channel or pattern of names",
  );
});

const USERS = `authorization { users = [
  {user: a, password: b}
  {user: c, password: d, permissions: {publish: x}}
] }`;

test.for([
  [[], 'NATS Streaming must itself be one of the users'],
  [['-user', 'a', '-pass', 'x'], 'NATS Streaming must itself be one of the users'],
  [['-user', 'c', '-pass', 'd'], "user 'c' (-user), who NATS Streaming itself is, has permissions"],
] as const)('users, and %j for the server itself: refused', async ([args, start], context) => {
  await expect(serverWith(context, USERS, { args })).rejects.toThrow(start);
});

test('what is for a process, and unknown keys, are mentioned in the log', async (context) => {
  const lines: string[] = [];
  await serverWith(context, 'log_file: a\nfoo: 1\nlogtime: false\n', {
    log: (line) => lines.push(line),
  });

  const warnings = lines.filter((line) => line.includes('[WRN]'));
  expect(warnings).toEqual([
    expect.stringMatching(/STREAM: .*nats\.conf:2:1: unknown field "foo" is ignored$/),
    expect.stringMatching(/STREAM: log_file, log_size_limit and pid_file are ignored/),
  ]);
});

test('discover_prefix moves the subject of connect requests', async (context) => {
  const lines: string[] = [];
  await serverWith(context, 'streaming { discover_prefix: "X.Y", cid: c, sd: true }', {
    log: (line) => lines.push(line),
  });

  expect(lines.join('\n')).toContain('Discover subject:           X.Y.c');
});
