import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { CliProcess, type CleanUp } from '../cli/cli-process';
import { embeddedFile } from '../cli/streaming-server/play';
import { makeTempFolder } from '../cli/temp-folder';
import { StanClient } from '../conformance/stan-client';
import { RawNatsClient } from '../support/raw-nats-client';

const hasStrace = spawnSync('strace', ['-V']).status === 0;
if (!hasStrace) console.log('sync before ack: skipped, no strace here');

const MARK = 'what is to be on the disk';

/** What the server asked of the system between writing an event to its file and acknowledging it. */
async function callsBetween(cleanUp: CleanUp, flags: readonly string[]): Promise<string[]> {
  const folder = await makeTempFolder(cleanUp);
  const trace = join(folder, 'trace');
  const server = new CliProcess(
    cleanUp,
    'strace',
    [
      ...['-f', '-s', '4096', '-o', trace],
      ...['-e', 'trace=pwrite64,pwritev,write,writev,sendto,fdatasync,fsync,msync'],
      ...[process.execPath, embeddedFile, '-a', '127.0.0.1', '-p', '-1'],
      ...['-st', 'FILE', '-dir', join(folder, 'store'), ...flags],
    ],
    {},
  );
  const [, pid] = await server.says(/^\[(\d+)\][^]*Streaming Server is ready/);
  const [, port] = await server.says(/Listening for client connections on \S+:(\d+)/);
  const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: Number(port) });
  const client = await StanClient.connect(nats, 'test-cluster');
  await client.publish('a', MARK, { guid: 'the-guid' });
  nats.destroy();
  // Not strace, which would leave it behind.
  process.kill(Number(pid), 'SIGTERM');
  await server.ended();
  const calls = (await readFile(trace, 'utf8')).split('\n');
  const stored = calls.findIndex((call) => call.includes(MARK));
  const acknowledged = calls.findIndex((call) => /"MSG .*the-guid/.test(call));
  expect([stored, acknowledged].every((place) => place >= 0)).toBe(true);
  return calls.slice(stored + 1, acknowledged).filter((call) => /\b(fdata|f|m)sync\(/.test(call));
}

test
  .skipIf(!hasStrace)
  .concurrent(
    'an event is on the disk before its publisher gets the ack',
    async ({ onTestFinished, expect: expectHere }) => {
      expectHere((await callsBetween(onTestFinished, [])).length).toBeGreaterThan(0);
    },
  );

test
  .skipIf(!hasStrace)
  .concurrent(
    'with -file_sync=false the ack does not wait for the disk',
    async ({ onTestFinished, expect: expectHere }) => {
      expectHere(await callsBetween(onTestFinished, ['-file_sync=false'])).toEqual([]);
    },
  );
