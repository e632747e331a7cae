import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What `npm test --prefix …` tells its scripts about itself: an npm in another folder must not hear it. */
const ofThisNpmRun = /^(npm_(config_(local_)?prefix|package_|lifecycle_|command)|INIT_CWD$)/i;

/** The environment of this process, as a user's shell would have it. */
export function shellEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !ofThisNpmRun.test(name)),
  );
}

/**
 * Runs a command to its end and gives what it wrote to stdout.
 *
 * @param folder the working folder
 * @throws Error with all output, when the command ends with another status than 0
 */
export async function runCommand(
  folder: string,
  command: string,
  ...args: readonly string[]
): Promise<string> {
  const child = spawn(command, args, {
    cwd: folder,
    env: shellEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 90_000,
  });
  const [[status, signal], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (status !== 0) {
    const line = [command, ...args].join(' ');
    throw new Error(`${line} ended with ${status ?? signal}\n${stdout}${stderr}`);
  }
  return stdout;
}
