import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { ServerProcess, STREAMING_READY } from '../../../src/harness/target/server-process';
import { openStrikable } from '../../../src/harness/target/open-target';

const server = join(__dirname, '..', '..', '..', 'dist', 'cli', 'nats-streaming-server.js');

function tempFile(name: string, text: string, mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'nats-test-start-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const openAs = (kind: 'process' | 'cluster', file: string): Promise<unknown> =>
  openStrikable({ kind, path: 'typed', file }, {}).then((target) => target.close());

test.each(['process', 'cluster'] as const)('a program that is not there: %s', async (kind) => {
  await expect(openAs(kind, '/nowhere/server')).rejects.toThrow(
    'typed is not there: give the path of a nats-streaming-server',
  );
});

test('a folder is no program', async () => {
  await expect(openAs('process', tmpdir())).rejects.toThrow('typed is a folder and no program');
});

test('a file that may not be run', async () => {
  const file = tempFile('server', 'text', 0o644);
  await expect(openAs('process', file)).rejects.toThrow('typed may not be run by you: chmod +x it');
});

test.each(['process', 'cluster'] as const)('a program that is no server: %s', async (kind) => {
  const file = tempFile('server', '#!/bin/sh\necho no idea >&2\nexit 3\n');
  await expect(openAs(kind, file)).rejects.toThrow(
    /typed can't be started as a nats-streaming-server: it ended with status 3, and its last word was "no idea"; give the path of one/,
  );
});

test('a program that is never ready', async () => {
  const file = tempFile('server', '#!/bin/sh\necho thinking >&2\nsleep 60\n');
  const start = ServerProcess.start({
    words: [file],
    flags: [],
    ready: STREAMING_READY,
    readyMs: 200,
  });
  await expect(start).rejects.toThrow(
    'it was not ready within 0.2 s, and its last word was "thinking"',
  );
});

test('a port that somebody else has', async () => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  onTestFinished(() => {
    other.close();
  });
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const start = ServerProcess.start({
    words: [process.execPath, server],
    flags: ['-a', '127.0.0.1', '-p', String(port)],
    ready: STREAMING_READY,
  });
  await expect(start).rejects.toMatchObject({ name: 'StartFailure', isPortTaken: true });
});

test('a start that is given up', async () => {
  const giveUp = new AbortController();
  const start = ServerProcess.start({
    words: ['/bin/sleep', '60'],
    flags: [],
    ready: STREAMING_READY,
    signal: giveUp.signal,
  });
  giveUp.abort();
  await expect(start).rejects.toThrow('it was given up');
});
