import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION as SERVER_VERSION } from '../protocol/versions';

/** What `--version` prints. */
export function versionText(): string {
  return `nats-test ${packageVersion()}, embedded NATS Streaming server ${SERVER_VERSION}`;
}

/** The version of nats-test. */
export function packageVersion(): string {
  // Two folders up from src/cli and from dist/cli alike.
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
