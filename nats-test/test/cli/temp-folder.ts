import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { CleanUp } from './cli-process';

/**
 * Makes a folder for one test.
 * @param files content by path inside of it
 */
export async function makeTempFolder(
  cleanUp: CleanUp,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-cli-'));
  cleanUp(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** The path at which the command looks for a manifest. */
export const manifestPath = join('infra', 'k8s', 'nats-depl.yaml');

/** A manifest whose server gets these args. */
export function manifestWith(...args: readonly string[]): string {
  const container = { name: 'nats', args };
  // JSON is YAML.
  return JSON.stringify({
    kind: 'Deployment',
    spec: { template: { spec: { containers: [container] } } },
  });
}
