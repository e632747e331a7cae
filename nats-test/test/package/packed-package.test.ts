import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { within } from '../support/wait-for';
import { type InstalledPackage, installPackedPackage } from './installed-package';
import { runCommand, shellEnvironment } from './run-command';

let installed: InstalledPackage;

// npm packs, compiles and installs here: seconds on a free machine, more on a busy one.
beforeAll(async () => {
  installed = await installPackedPackage();
}, 180_000);

afterAll(() => installed.remove());

test('it holds the program, its docs and examples, and nothing of the workshop', async () => {
  const paths = await readdir(installed.packageFolder, { recursive: true });

  expect(paths).toEqual(
    expect.arrayContaining(['package.json', 'dist/index.js', 'dist/index.d.ts']),
  );
  const others = paths.filter(
    (path) => !/^(dist|docs|examples|package\.json|README\.md|LICENSE)(\/|$)/.test(path),
  );
  expect(others).toEqual([]);
  expect(paths.filter((path) => path.includes('tsbuildinfo'))).toEqual([]);
});

/** Starts a server, reads the first line that it sends to a client, stops it. The process then ends by itself. */
const useServer = `
async function useServer(startServer) {
  const server = await startServer({ clusterId: 'ticketing' });
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const [bytes] = await once(socket, 'data');
  socket.destroy();
  await server.stop();
  console.log(bytes.toString());
}
`;

test('require gives startServer, and its server greets a client', async () => {
  const script = `
const { once } = require('node:events');
const { connect } = require('node:net');
const { startServer } = require('nats-test');
${useServer}
void useServer(startServer);
`;
  expect(await runScript('use.cjs', script)).toMatch(/^INFO \{.*\}\s*$/);
});

test('import gives startServer, and its server greets a client', async () => {
  const script = `
import { once } from 'node:events';
import { connect } from 'node:net';
import { startServer } from 'nats-test';
${useServer}
await useServer(startServer);
`;
  expect(await runScript('use.mjs', script)).toMatch(/^INFO \{.*\}\s*$/);
});

async function runScript(name: string, script: string): Promise<string> {
  await writeFile(join(installed.folder, name), script);
  return runCommand(installed.folder, process.execPath, name);
}

test.each([
  { file: 'node16.ts', options: { module: 'node16', skipLibCheck: true } },
  // Not skipped once: our own declarations are checked, too.
  { file: 'nodenext.mts', options: { module: 'nodenext', skipLibCheck: false } },
  {
    file: 'bundler.ts',
    options: { module: 'commonjs', moduleResolution: 'bundler', skipLibCheck: true },
  },
])("its types hold in somebody else's strict $file", async ({ file, options }) => {
  const source = `
import { startServer } from 'nats-test';

export async function use(): Promise<string> {
  await using other = await startServer();
  const server = await startServer({ clusterId: 'ticketing' });
  const url: string = server.url;
  await server.stop();
  // @ts-expect-error a cluster ID is a text
  await startServer({ clusterId: 1 });
  // @ts-expect-error there is no such thing
  other.nonsense();
  return url;
}
`;
  const compilerOptions = {
    ...options,
    target: 'es2022',
    strict: true,
    noEmit: true,
    types: ['node'],
  };
  const project = `tsconfig.${file}.json`;
  await writeFile(join(installed.folder, file), source);
  await writeFile(
    join(installed.folder, project),
    JSON.stringify({ compilerOptions, files: [file] }),
  );

  // Throws what tsc says when it ends with anything but 0.
  await runCommand(
    installed.folder,
    process.execPath,
    'node_modules/typescript/bin/tsc',
    '-p',
    project,
  );
});

test('the command tells what it can do', async () => {
  const help = await runCommand(installed.folder, installed.command, '--help');

  expect(help).toContain('nats-test');
  expect(help).toContain('serve');
});

test('the command serves until SIGTERM, and then ends with 0', async () => {
  const [port, monitoringPort] = await freePorts(2);
  const flags = ['-a', '127.0.0.1', '-p', String(port), '-m', String(monitoringPort)];
  const server = spawn(installed.command, ['serve', ...flags], {
    cwd: installed.folder,
    env: shellEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const ended = once(server, 'exit');
    await within('the server is ready', lineOnStderr(server, 'Streaming Server is ready'), 45_000);

    server.kill('SIGTERM');

    expect(await within('the server ends', ended, 10_000)).toEqual([0, null]);
  } finally {
    server.kill('SIGKILL');
  }
});

test('the command nats-streaming-server tells which server it is', async () => {
  const version = await runCommand(installed.folder, installed.serverCommand, '-v');

  expect(version).toBe('nats-streaming-server version 0.17.0, nats-server: v2.1.4\n');
});

test('npx nats-streaming-server serves node-nats-streaming, and goes when npx goes', async () => {
  const [port] = await freePorts(1);
  const flags = ['-a', '127.0.0.1', '-p', String(port), '-cid', 'ticketing'];
  const server = spawn('npx', ['nats-streaming-server', ...flags], {
    cwd: installed.folder,
    env: shellEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const closed = once(server, 'close');
    await within('the server is ready', lineOnStderr(server, 'Streaming Server is ready'), 45_000);
    const script = `
const stan = require('node-nats-streaming').connect('ticketing', 'me', {
  url: 'nats://127.0.0.1:${port}',
});
stan.on('connect', () => {
  const events = stan.subscribe('ticket:created', stan.subscriptionOptions().setDeliverAllAvailable());
  events.on('message', (event) => {
    console.log(event.getSequence(), event.getData());
    stan.close();
  });
  stan.publish('ticket:created', 'a concert');
});
`;

    expect(await runScript('events.cjs', script)).toBe('1 a concert\n');

    server.kill('SIGTERM');
    // Its pipe closes when the server has ended, too.
    await within('npx and the server end', closed, 10_000);
  } finally {
    server.kill('SIGKILL');
  }
});

/** Resolves when a line with `words` is there; throws with all that was said when the stream ends without. */
async function lineOnStderr(child: ChildProcess, words: string): Promise<void> {
  const said = [];
  if (child.stderr === null) throw new Error('stderr is not piped');
  const lines = createInterface(child.stderr);
  for await (const line of lines) {
    if (line.includes(words)) {
      child.stderr.resume();
      return;
    }
    said.push(line);
  }
  throw new Error(`no '${words}' in:\n${said.join('\n')}`);
}

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(holders.map((holder) => once(holder, 'listening')));
  const ports = holders.map((holder) => (holder.address() as AddressInfo).port);
  await Promise.all(holders.map((holder) => once(holder.close(), 'close')));
  return ports;
}
