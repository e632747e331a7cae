import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION as SERVER_VERSION } from '../protocol/versions';

/** What `--version` prints. */
export function versionText(): string {
  // Two folders up from src/cli and from dist/cli alike.
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return `nats-test ${version}, embedded NATS Streaming server ${SERVER_VERSION}`;
}
