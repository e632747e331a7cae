import { once } from 'node:events';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import { waitFor } from '../../support/wait-for';
import { type CleanUp, type CliProcess, CliProcess as Process } from '../cli-process';
import { makeTempFolder } from '../temp-folder';
import { embeddedFile, realServerPath, startServerCommand } from './play';

const isReal = realServerPath !== '';
const noSignals = process.platform === 'win32';

/** On loopback and a free port, without times, so that lines can be compared. */
const apart = ['-a', '127.0.0.1', '-p', '-1', '-T=false'];

const isReady = / \[INF\] STREAM: Streaming Server is ready$/m;

/** Starts a server and waits until it is ready. */
async function startReady(cleanUp: CleanUp, ...args: readonly string[]): Promise<CliProcess> {
  const server = startServerCommand(cleanUp, [...apart, ...args]);
  await server.says(isReady);
  return server;
}

/** Starts a server whose log is a file, and waits until it is ready. */
async function startLogging(
  cleanUp: CleanUp,
  log: string,
  ...args: readonly string[]
): Promise<CliProcess> {
  const server = startServerCommand(cleanUp, [...apart, '-l', log, ...args]);
  await waitForText(log, isReady);
  return server;
}

async function waitForText(file: string, pattern: RegExp): Promise<void> {
  await waitFor(`${pattern} in ${file}`, async () => {
    const text = await readFile(file, 'utf8').catch(() => '');
    return pattern.test(text) || undefined;
  });
}

/** Without the number of the process. */
const plainLines = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\[\d+\] /, ''));

const lastLines = ['STREAM: Shutting down.', 'Initiating Shutdown...', 'Server Exiting..'].map(
  (line) => `[INF] ${line}`,
);

const reopened = /STREAM: File log re-opened$/m;

describe.skipIf(noSignals)('a signal', () => {
  test.concurrent.for([
    ['SIGINT', 0],
    ['SIGTERM', 143],
  ] as const)('%s ends it with %i, and its port is free', async ([signal, status], context) => {
    const server = await startReady(context.onTestFinished);
    const [, port] = await server.says(/Listening for client connections on \S+:(\d+)/);
    // A client that is still there must not keep it.
    await once(connect(Number(port), '127.0.0.1'), 'data');

    server.child.kill(signal);

    const { exitStatus, stdout, stderr } = await server.ended();
    context.expect({ exitStatus, stdout }).toEqual({ exitStatus: status, stdout: '' });
    context.expect(plainLines(stderr).slice(-3)).toEqual(lastLines);
    const next = createServer().listen(Number(port), '127.0.0.1');
    await once(next, 'listening');
    next.close();
  });

  test.concurrent(
    'SIGUSR1 goes on in a new log file, after the old one has been moved',
    async (context) => {
      const folder = await makeTempFolder(context.onTestFinished);
      const [log, moved] = [join(folder, 'log'), join(folder, 'moved')];
      const server = await startLogging(context.onTestFinished, log);
      await rename(log, moved);

      server.child.kill('SIGUSR1');

      await waitForText(log, reopened);
      server.child.kill('SIGTERM');
      await server.ended();
      context.expect(await readFile(moved, 'utf8')).toMatch(isReady);
      const lines = plainLines(await readFile(log, 'utf8'));
      context.expect(lines[0]).toBe('[INF] STREAM: File log re-opened');
      context.expect(lines).toContain('[INF] STREAM: Shutting down.');
    },
  );

  test.concurrent('SIGUSR1 is ignored aloud where the log is no file', async (context) => {
    const server = await startReady(context.onTestFinished);

    server.child.kill('SIGUSR1');

    await server.says(/\[INF\] STREAM: File log re-open ignored, not a file logger$/m);
  });

  test.concurrent.for(['SIGHUP', 'SIGUSR2'] as const)(
    '%s changes nothing',
    async (signal, context) => {
      const server = await startReady(context.onTestFinished);
      const before = server.stderr;

      server.child.kill(signal);

      // Whatever the signal did would be in the log before this.
      server.child.kill('SIGUSR1');
      await server.says(/re-open ignored/);
      context
        .expect(plainLines(server.stderr.slice(before.length)))
        .toEqual(['[INF] STREAM: File log re-open ignored, not a file logger']);
    },
  );
});

describe.skipIf(noSignals)('-sl', () => {
  /** Runs `-sl` to its end. */
  const send = (cleanUp: CleanUp, request: string) =>
    startServerCommand(cleanUp, ['-sl', request]).ended();

  const done = { exitStatus: 0, stdout: '', stderr: '' };

  test.concurrent('quit ends the server in the pid file, which stays', async (context) => {
    const folder = await makeTempFolder(context.onTestFinished);
    const pidFile = join(folder, 'pid');
    const server = await startReady(context.onTestFinished, '-P', pidFile);

    context.expect(await send(context.onTestFinished, `quit=${pidFile}`)).toEqual(done);

    const { exitStatus } = await server.ended();
    context.expect(exitStatus).toBe(0);
    context.expect(await readFile(pidFile, 'utf8')).toBe(String(server.child.pid));
  });

  test.concurrent('stop kills the server of that number', async (context) => {
    const server = await startReady(context.onTestFinished);
    const { pid } = server.child;

    context.expect(await send(context.onTestFinished, `stop=${pid}`)).toEqual(done);

    await server.ended();
    context.expect(server.child.signalCode).toBe('SIGKILL');
  });

  test.concurrent('reopen makes it go on in a new log file', async (context) => {
    const folder = await makeTempFolder(context.onTestFinished);
    const log = join(folder, 'log');
    const server = await startLogging(context.onTestFinished, log);
    await rename(log, `${log}.1`);

    context.expect(await send(context.onTestFinished, `reopen=${server.child.pid}`)).toEqual(done);

    await waitForText(log, reopened);
  });

  test.concurrent.for(['reload', 'ldm'])('%s leaves it as it is', async (word, context) => {
    const server = await startReady(context.onTestFinished);

    context.expect(await send(context.onTestFinished, `${word}=${server.child.pid}`)).toEqual(done);

    server.child.kill('SIGINT');
    const { exitStatus } = await server.ended();
    context.expect(exitStatus).toBe(0);
  });

  test.concurrent('without pgrep needs to be told which server', async (context) => {
    const nowhere = { PATH: await makeTempFolder(context.onTestFinished) };

    const end = await startServerCommand(context.onTestFinished, ['-sl', 'quit'], nowhere).ended();

    context.expect(end).toEqual({
      exitStatus: 1,
      stdout: '',
      stderr: 'unable to resolve pid, try providing one\n',
    });
  });
});

describe('the log file', () => {
  test.concurrent('goes on at its end, and standard error stays empty', async (context) => {
    const log = join(await makeTempFolder(context.onTestFinished, { log: 'before\n' }), 'log');
    const server = await startLogging(context.onTestFinished, log);

    server.child.kill('SIGTERM');

    const { stdout, stderr } = await server.ended();
    context.expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
    context
      .expect(await readFile(log, 'utf8'))
      .toMatch(/^before\n\[\d+\] \[INF\] STREAM: Starting/);
  });

  test.concurrent('-log_size_limit begins a new one when it is full', async (context) => {
    const folder = await makeTempFolder(context.onTestFinished);
    const log = join(folder, 'log');
    // More than the lines of a start, less than two times them.
    const filled = `${'x'.repeat(2000)}\n`;
    await writeFile(log, filled);

    const server = startServerCommand(context.onTestFinished, [
      ...[...apart, '-l', log, '-log_size_limit', '2100'],
    ]);
    await waitForText(log, isReady);

    server.child.kill('SIGTERM');
    await server.ended();
    const [aside = ''] = (await readdir(folder)).filter((name) => name !== 'log');
    context.expect(aside).toMatch(/^log\.\d{4}(\.\d\d){5}\.\d{9}$/);
    context.expect(await readFile(join(folder, aside), 'utf8')).toMatch(/^x{2000}\n\[\d+\] /);
    const [first] = plainLines(await readFile(log, 'utf8'));
    context
      .expect(first?.trimEnd())
      .toBe(`[INF] Rotated log, backup saved as "${join(folder, aside)}"`);
  });
});

test.concurrent('-user and -pass keep out who does not know them', async (context) => {
  const server = await startReady(context.onTestFinished, '-user', 'me', '-pass', 'secret');
  const [, port] = await server.says(/Listening for client connections on \S+:(\d+)/);
  const client = connect(Number(port), '127.0.0.1');
  let heard = '';
  client.on('data', (chunk: Buffer) => (heard += chunk.toString()));

  client.write('CONNECT {"user":"me","pass":"wrong"}\r\n');

  await waitFor('the error', () => heard.includes(`-ERR 'Authorization Violation'`) || undefined);
});

test.concurrent.for([['-auth'], ['-user', 'me', '-pass']])(
  'a bcrypt hash behind %j ends it with 1, since its own connections are refused',
  async (flags, context) => {
    const args = [...apart, ...flags, '$2a$04$0123456789012345678901'];

    const { exitStatus, stderr } = await startServerCommand(context.onTestFinished, args).ended();

    const last = '[FTL] STREAM: Failed to start: nats: Authorization Violation';
    context.expect([exitStatus, plainLines(stderr).at(-1)]).toEqual([1, last]);
  },
);

describe.skipIf(isReal)('what only the real server has, or this one not yet', () => {
  test.concurrent.for([
    ['-clustered', 'clustering'],
    ['-cluster nats://x:1', 'clustering'],
    ['-routes nats://x:1', 'clustering'],
    ['-cluster_node_id a', 'clustering'],
    ['-ft_group a', 'fault tolerance group'],
    ['-st SQL', 'SQL store'],
    ['-sql_source x', 'SQL store'],
    ['-encrypt', 'encryption'],
    ['-encryption_key x', 'encryption'],
    ['-s', 'syslog'],
  ] as const)(
    '%s ends it with 1 and a sentence that names a way out',
    async ([line, what], context) => {
      const words = line.split(' ');

      const end = await startServerCommand(context.onTestFinished, [...apart, ...words]).ended();

      const sentence = `${words[0]}: the embedded server has no ${what}: run the real nats-streaming-server 0.17.0 for it\n`;
      context.expect(end).toEqual({ exitStatus: 1, stdout: '', stderr: sentence });
    },
  );
});

// npm passes SIGTERM on to its shell, which dies without passing it on to the server.
test
  .skipIf(isReal || noSignals)
  .concurrent('npx nats-streaming-server does not outlive its npx', async (context) => {
    const command = [process.execPath, embeddedFile, ...apart];
    // The second command keeps the shell from becoming the server.
    const shell = new Process(
      context.onTestFinished,
      'sh',
      ['-c', `"$@"; exit`, 'sh', ...command],
      {
        env: { npm_lifecycle_event: 'npx' },
      },
    );
    await shell.says(isReady);

    shell.child.kill('SIGTERM');

    // Its pipes close when the server has ended, too.
    const { stderr } = await shell.ended();
    expect(plainLines(stderr).slice(-3)).toEqual(lastLines);
  });
