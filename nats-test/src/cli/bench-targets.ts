import { existsSync, statSync } from 'node:fs';

import type { LoadFlags } from '../bench/load-flags';
import type { ReachedTarget } from '../bench/plan';
import { badUsage } from './command-error';
import { optionThatNeedsUrl, readConnection, type ConnectionFlags } from './connection-options';
import { isUrl } from './is-url';
import { typedPath } from './typed-path';

/**
 * Makes sense of the targets that were typed; the embedded server when there are none.
 * @throws CommandError, bad usage; it repeats no password
 */
export function readTargets(
  words: readonly string[],
  flags: ConnectionFlags & Pick<LoadFlags, 'store'>,
): [ReachedTarget, ...ReachedTarget[]] {
  const all = flags.url === undefined ? words : [...words, flags.url];
  const [first, ...others] = all.map((word) => readTarget(word, flags));
  const targets: [ReachedTarget, ...ReachedTarget[]] = [first ?? { kind: 'embedded' }, ...others];
  if (targets.length > 2) throw badUsage('--url is a third target: two can be compared, not more');
  if (!targets.some(({ kind }) => kind === 'url')) {
    const option = optionThatNeedsUrl(flags);
    if (option !== undefined) {
      throw badUsage(`${option} is for a server that runs already: name its URL, too`);
    }
  }
  if (flags.store !== undefined && targets.every(({ kind }) => kind === 'url')) {
    throw badUsage(
      '--store is for a server that the bench starts: leave it out, as one that runs already has its store',
    );
  }
  return targets;
}

function readTarget(word: string, flags: ConnectionFlags): ReachedTarget {
  if (word === 'embedded') return { kind: 'embedded' };
  if (isUrl(word)) {
    const connection = readConnection({ ...flags, url: word, monitoring: false })?.connection;
    if (connection) return { kind: 'url', url: connection.url, connection };
  }
  const file = typedPath(word);
  if (existsSync(file) && statSync(file).isFile()) return { kind: 'process', path: word, file };
  throw badUsage(
    `${word.trim() === '' ? 'An empty word' : word} is no target: type embedded, the path of a nats-streaming-server, or a URL as nats://localhost:4222`,
  );
}
