import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { openProcessListener } from '../../../src/check/listener/process-listener';
import type { Listener } from '../../../src/check/listener/listener';
import type { CommandOptions } from '../../../src/check/options';
import { startServer } from '../../../src/index';
import { waitFor } from '../../support/wait-for';

type Terms = Pick<CommandOptions<unknown, unknown>, 'command' | 'cwd' | 'env' | 'startMs'>;

interface Told {
  readonly listener: Listener;
  readonly said: string[];
  readonly exited: string[];
}

const ROOT = join(__dirname, '../../..');

function open(terms: Terms, url = 'nats://127.0.0.1:1'): Told {
  const said: string[] = [];
  const exited: string[] = [];
  const listener = openProcessListener(terms)(
    { url, clusterId: 'test-cluster', clientId: 'pod-1', state: { file: 'db' }, member: 'B' },
    {
      said: (text) => said.push(text),
      threw: () => expect.unreachable('a process has no errors to tell'),
      exited: (status) => exited.push(status),
    },
  );
  onTestFinished(() => listener.dispose());
  return { listener, said, exited };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'nats-test-process-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** A command that runs a script of Node. */
function node(script: string): string {
  const file = join(folder(), 'listener.js');
  writeFileSync(file, script);
  return `node ${file}`;
}

const FOREVER = 'setInterval(() => undefined, 1000);';

async function hears(told: Told, line: string): Promise<void> {
  await waitFor(`the line "${line}"`, () => (told.said.includes(line) ? true : undefined));
}

function isRunning(pid: string | undefined): boolean {
  try {
    process.kill(Number(pid), 0);
    // One that has ended, and that nobody has asked how, is still found.
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a listener that is a process', () => {
  test('finds where to connect, and more, in its environment', async () => {
    const told = open({
      command: 'echo $NATS_URL $NATS_CLUSTER_ID $NATS_CLIENT_ID $DATABASE; echo $PATH >&2; sleep 9',
      env: ({ member, state }) => ({ DATABASE: `${(state as { file: string }).file}-${member}` }),
    });
    await told.listener.start();
    await hears(told, 'nats://127.0.0.1:1 test-cluster pod-1 db-B');
    await hears(told, process.env['PATH'] ?? '');
  });

  test('runs where it is told to', async () => {
    const cwd = folder();
    const told = open({ command: 'pwd; sleep 9', cwd });
    await told.listener.start();
    await hears(told, cwd);
  });

  test('in a folder that is not there is no start', async () => {
    const { listener } = open({ command: 'true', cwd: '/not/there' });
    await expect(listener.start()).rejects.toThrow(
      'the command "true" can\'t be started: there is no folder /not/there',
    );
  });

  test('closes its client on SIGTERM, and all that it says is told', async () => {
    const server = await startServer({ monitoringPort: false });
    onTestFinished(() => server.stop());
    const told = open(
      { command: 'npx ts-node --transpile-only src/listener.ts', cwd: ROOT },
      server.url,
    );
    await told.listener.start();
    await hears(told, 'Listener connected to NATS as pod-1');
    await told.listener.stop();
    expect(told.said).toContain('NATS connection closed');
    expect(told.exited).toEqual([]);
  });

  test('is stopped when all that it has started has ended', async () => {
    const mark = join(folder(), 'mark');
    const script = node(
      `process.on('SIGTERM', () => setTimeout(() => { require('fs').writeFileSync(${JSON.stringify(mark)}, ''); process.exit(); }, 100));
       console.log('up'); ${FOREVER}`,
    );
    // The shell ends at once.
    const told = open({ command: `${script} & wait` });
    await told.listener.start();
    await hears(told, 'up');
    await told.listener.stop();
    expect(existsSync(mark)).toBe(true);
  });

  test('that does not end on SIGTERM is killed, and that is said', async () => {
    const told = open({
      command: node(
        `process.on('SIGTERM', () => undefined); console.log(String(process.pid)); ${FOREVER}`,
      ),
      startMs: 100,
    });
    await told.listener.start();
    const pid = await waitFor('its number', () => told.said[0]);
    await expect(told.listener.stop()).rejects.toThrow(/did not end within 0.1 s after SIGTERM/);
    expect(isRunning(pid)).toBe(false);
  });

  test('is killed with all that it has started, and is silent then', async () => {
    const script = node(
      `process.on('SIGTERM', () => undefined); console.log(String(process.pid)); ${FOREVER}`,
    );
    const told = open({ command: `${script} & ${script} & wait` });
    await told.listener.start();
    const pids = await waitFor('both', () => (told.said.length === 2 ? [...told.said] : undefined));
    await told.listener.kill();
    expect(pids.map(isRunning)).toEqual([false, false]);
    expect(told.exited).toEqual([]);
  });

  test.each([
    ['exit 0', 'status 0'],
    ['exit 3', 'status 3'],
    ['kill -SEGV $$', 'signal SIGSEGV'],
    ['(kill -SEGV $(exec sh -c "echo \\$PPID")); exit $?', 'signal SIGSEGV'],
    ['not-a-command-anywhere', 'status 127 (its command was not found)'],
    ['/', 'status 126 (its command is not executable)'],
  ])('that ends with %s has exited with %s, behind its last words', async (end, status) => {
    const order: string[] = [];
    const listener = openProcessListener({ command: `echo last; ${end}` })(
      { url: '', clusterId: 'c', clientId: 'i', state: undefined, member: 'A' },
      {
        said: (text) => order.push(text),
        threw: () => undefined,
        exited: (how) => order.push(how),
      },
    );
    onTestFinished(() => listener.dispose());
    await listener.start();
    await waitFor('the end', () => order.find((it) => it === status));
    expect(order[0]).toBe('last');
    expect(order.at(-1)).toBe(status);
  });

  test('that has ended can be killed and stopped', async () => {
    const told = open({ command: 'true' });
    await told.listener.start();
    await waitFor('the end', () => told.exited[0]);
    await told.listener.stop();
    await told.listener.kill();
    expect(told.exited).toEqual(['status 0']);
  });
});
