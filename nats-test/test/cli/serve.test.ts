import { execFileSync } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, test } from 'vitest';

import { type CliProcess, CliProcess as Process, mainFile, runCli, startCli } from './cli-process';
import { makeTempFolder, manifestPath, manifestWith } from './temp-folder';

/** On loopback and free ports. */
const apart = ['-a', '127.0.0.1', '-p', '-1', '-m', '-1'];

/** Waits until the server is ready. @returns the ports that its log tells */
async function readPorts(server: CliProcess): Promise<{ port: number; monitoringPort: number }> {
  await server.says(/Streaming Server is ready/);
  const [, port] = await server.says(/Listening for client connections on \S+:(\d+)/);
  const [, monitoringPort] = await server.says(/Starting http monitor on \S+:(\d+)/);
  return { port: Number(port), monitoringPort: Number(monitoringPort) };
}

/** Fails when somebody still listens there. */
async function useOnce(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

describe('nats-test serve', () => {
  test.concurrent.for(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, then ends with 0 and both ports are free',
    async (signal, { expect, onTestFinished }) => {
      const server = startCli(onTestFinished, ['serve', ...apart, '-cid', 'mine']);
      const { port, monitoringPort } = await readPorts(server);
      // A client that is still there must not keep it.
      const client = connect(port, '127.0.0.1');
      const [greeting] = (await once(client, 'data')) as [Buffer];
      const state = await fetch(`http://127.0.0.1:${monitoringPort}/streaming/serverz`);
      expect(greeting.toString()).toMatch(/^INFO /);
      expect(await state.json()).toMatchObject({ cluster_id: 'mine' });

      server.child.kill(signal);

      const { exitStatus, stdout } = await server.ended();
      expect({ exitStatus, stdout }).toEqual({ exitStatus: 0, stdout: '' });
      await useOnce(port);
      await useOnce(monitoringPort);
    },
  );

  test.concurrent(
    'runs with the args of the manifest in a folder above, and says so',
    async ({ expect, onTestFinished }) => {
      const args = [...apart, '-cid', 'from-manifest'];
      const folder = await makeTempFolder(onTestFinished, {
        [manifestPath]: manifestWith(...args),
      });

      const server = startCli(onTestFinished, ['serve'], { folder });

      const { monitoringPort } = await readPorts(server);
      const state = await fetch(`http://127.0.0.1:${monitoringPort}/streaming/serverz`);
      expect(await state.json()).toMatchObject({ cluster_id: 'from-manifest' });
      expect(server.stderr.split('\n')[0]).toBe(
        `nats-test serve: with the flags of ${manifestPath}: ${args.join(' ')}`,
      );
    },
  );

  test.concurrent(
    'writes the log as the real server does, without colours when piped',
    async ({ expect, onTestFinished }) => {
      const server = startCli(onTestFinished, ['serve', ...apart]);

      const [line] = await server.says(/^.*Streaming Server is ready$/m);

      const { pid } = server.child;
      expect(line).toMatch(
        new RegExp(`^\\[${pid}\\] \\d{4}/\\d\\d/\\d\\d [\\d:.]{15} \\[INF\\] STREAM: Streaming`),
      );
    },
  );

  test.concurrent.for(['-p', '-m'])(
    'names the port of %s that is in use, and ends with 1',
    async (flag, { expect, onTestFinished }) => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      onTestFinished(() => {
        other.close();
      });
      const { port } = other.address() as AddressInfo;

      const { exitStatus, stderr } = await runCli(onTestFinished, [
        'serve',
        ...apart,
        flag,
        String(port),
      ]);

      expect(exitStatus).toBe(1);
      expect(stderr).toMatch(new RegExp(`^nats-test: port ${port} is in use: .*\\.\\n$`));
    },
  );

  test.concurrent.for([
    { words: ['-nope'], says: /flag provided but not defined: -nope; nats-test serve --help/ },
    { words: ['-p', 'abc'], says: /invalid value "abc" for flag -p/ },
    { words: ['-p', '70000'], says: /invalid port \(-p\) 70000/ },
    { words: ['-p', '-5'], says: /invalid port \(-p\) -5: .* -1 for a free one/ },
    { words: ['-p', '4333', '-m', '4333'], says: /port \(-p\) and .* \(-m\) are both 4333: / },
    { words: ['-mb', 'lots'], says: /mb should be a size, got 'lots'/ },
    { words: ['-hbi'], says: /flag needs an argument: -hbi/ },
    { words: ['-st', 'SQL'], says: /-st: the embedded server has no SQL store: run the real/ },
    { words: ['-st', 'FILE'], says: /a FILE store \(-st FILE\) needs a folder: .* -dir/ },
    { words: ['-clustered'], says: /-clustered: the embedded server has no clustering/ },
    { words: ['foo'], says: /unrecognized command: "foo"/ },
    { words: ['-cid', 'a b'], says: /invalid cluster ID 'a b'/ },
    { words: ['--manifest'], says: /--manifest needs a file/ },
    { words: ['--manifest', 'nope.yaml'], says: /nope\.yaml is not there; --manifest FILE/ },
    { words: ['--manifest', 'package.json'], says: /package\.json has no Deployment/ },
  ])('bad usage ends with 2 and one sentence: $words', async ({ words, says }, context) => {
    const { exitStatus, stdout, stderr } = await runCli(context.onTestFinished, [
      'serve',
      ...words,
    ]);

    context.expect({ exitStatus, stdout }).toEqual({ exitStatus: 2, stdout: '' });
    context.expect(stderr).toMatch(says);
    context.expect(stderr).toMatch(/^nats-test: .*\.\n$/);
  });

  // Opening such a pipe would wait for a writer for ever, and Ctrl+C would go unheard.
  test
    .skipIf(process.platform === 'win32')
    .concurrent('a manifest that is a pipe is bad usage', async ({ expect, onTestFinished }) => {
      const folder = await makeTempFolder(onTestFinished);
      execFileSync('sh', ['-c', 'mkfifo pipe'], { cwd: folder });

      const { exitStatus, stderr } = await runCli(onTestFinished, ['serve', '--manifest', 'pipe'], {
        folder,
      });

      expect(exitStatus).toBe(2);
      expect(stderr).toMatch(/^nats-test: pipe is a pipe, a device or a socket: .*\.\n$/);
    });

  test.concurrent.for(['--help', '-h'])(
    '%s teaches its flags on stdout',
    async (word, { expect, onTestFinished }) => {
      const { exitStatus, stdout, stderr } = await runCli(onTestFinished, ['serve', word]);

      expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
      expect(stdout).toContain('-hbi, --hb_interval');
    },
  );

  // npm passes SIGTERM on to its shell, which dies without passing it on to the server.
  test
    .skipIf(process.platform === 'win32')
    .concurrent('does not outlive the npm that started it', async ({ expect, onTestFinished }) => {
      const command = [process.execPath, mainFile, 'serve', ...apart];
      // The second command keeps the shell from becoming the server.
      const shell = new Process(onTestFinished, 'sh', ['-c', `"$@"; exit`, 'sh', ...command], {
        env: { npm_lifecycle_event: 'serve' },
      });
      const { port } = await readPorts(shell);

      shell.child.kill('SIGTERM');

      const { stderr } = await shell.ended();
      expect(stderr).toContain('Server Exiting..');
      await useOnce(port);
    });
});
