import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { isExecutable } from '../support/is-executable';

/** A tool, and how Go names what it is built from. */
const TOOLS = {
  server: {
    name: 'nats-streaming-server',
    module: 'github.com/nats-io/nats-streaming-server@v0.17.0',
    variable: 'NATS_STREAMING_SERVER',
  },
  bench: {
    name: 'stan-bench',
    module: 'github.com/nats-io/stan.go/examples/stan-bench@v0.6.0',
    variable: 'STAN_BENCH',
  },
} as const;

/** Cannot be had; the message says what to do. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/**
 * The path of a tool: what its variable names, else one that is built once, in the user's cache.
 * @throws ToolError
 */
export function findTool(tool: keyof typeof TOOLS, say: (line: string) => void): string {
  const { name, module, variable } = TOOLS[tool];
  const given = process.env[variable];
  if (given !== undefined && given !== '') {
    if (isExecutable(given)) return given;
    throw new ToolError(`${variable} names ${given}, which is no program that can be run.`);
  }
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'nats-test', 'go', `bin-${module.split('@v')[1] ?? ''}`);
  const path = join(folder, name);
  if (existsSync(path)) return path;
  if (spawnSync('go', ['version']).status !== 0) {
    throw new ToolError(
      `${name} is to be built, and there is no Go: install Go, or set ${variable} to the path of one.`,
    );
  }
  say(`Building ${name} from ${module} (once) ...`);
  try {
    execFileSync('go', ['install', module], {
      env: { ...process.env, GOFLAGS: '-mod=mod', GOBIN: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (error) {
    const why = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    throw new ToolError(`Go could not build ${module}: ${why}`);
  }
  return path;
}
