import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import type { CleanUp } from '../support/lesson-server';
import { waitFor, within } from '../support/wait-for';

const repositoryFolder = resolve(__dirname, '../../..');

/** skaffold keeps a cache in its user's home, which is none of a test's business. */
const toolEnv = { ...process.env, HOME: process.env['NATS_TEST_K8S_RUN'] };

/** How a tool ended, and all that it said. */
export interface ToolEnd {
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool in the repository's top folder, to its end. */
export function runTool(program: string, args: readonly string[]): Promise<ToolEnd> {
  return new Promise((done, reject) => {
    execFile(program, args, { cwd: repositoryFolder, env: toolEnv }, (error, stdout, stderr) => {
      const exitStatus = error === null ? 0 : error.code;
      if (typeof exitStatus === 'number') done({ exitStatus, stdout, stderr });
      else reject(new Error(`${program} could not run to its end`, { cause: error }));
    });
  });
}

/**
 * As {@link runTool}, for what must succeed.
 * @returns stdout
 * @throws Error with all that it said, when it fails
 */
export async function runToolWell(program: string, args: readonly string[]): Promise<string> {
  const { exitStatus, stdout, stderr } = await runTool(program, args);
  if (exitStatus !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${exitStatus}:\n${stdout}${stderr}`);
  return stdout;
}

/** A `kubectl port-forward` that runs. */
export interface PortForward {
  /** Waits for its end. @returns what it said last, such as "lost connection to pod" */
  ended(): Promise<string>;
}

/** Forwards ports of this machine to those of the same number, and waits until they are open. */
export async function forwardPorts(
  cleanUp: CleanUp,
  namespace: string,
  resource: string,
  ports: readonly number[],
): Promise<PortForward> {
  const args = ['port-forward', '-n', namespace, resource, ...ports.map(String)];
  const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close');
  cleanUp(async () => {
    child.kill('SIGTERM');
    await closed;
  });
  await waitFor(`kubectl port-forward of ${ports.join(' and ')}`, () => {
    if (child.exitCode !== null) throw new Error(`kubectl ${args.join(' ')}: ${said}`);
    return ports.every((port) => said.includes(`127.0.0.1:${port} ->`)) ? true : undefined;
  });
  return { ended: () => within('the end of kubectl port-forward', closed).then(() => said) };
}
