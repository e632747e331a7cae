import type { TargetOptions } from '../harness/target/target';
import { badUsage } from './command-error';
import { readConnection, type ConnectionFlags } from './connection-options';
import { EMBEDDED_TARGET_COMMAND } from './embedded-command';
import { chooseSabotage } from './sabotages';
import { typedPath } from './typed-path';

/** Options that say which server is to be proven, as Commander hands them over. */
export interface TargetFlags extends ConnectionFlags {
  readonly target?: string;
  readonly store?: string;
  readonly sabotage?: string;
}

const FORMS =
  'embedded, process:PATH of a nats-streaming-server, cluster:PATH for three of them, or a URL as nats://localhost:4222';

/**
 * Makes sense of what was typed; the embedded server when nothing was.
 * @throws CommandError, bad usage; it repeats no password
 */
export function readTarget(flags: TargetFlags): TargetOptions {
  const { target: word = flags.url === undefined ? 'embedded' : flags.url } = flags;
  if (flags.target !== undefined && flags.url !== undefined) {
    throw badUsage('--target and --url both name a server: give one of them');
  }
  const isUrl = flags.url !== undefined || /^[a-z]+:\/\//i.test(word);
  const store = readStore(flags.store, isUrl ? 'url' : word);
  if (flags.sabotage !== undefined && word !== 'embedded') {
    throw badUsage('--sabotage is for the embedded server alone: leave out --target and --url');
  }
  // Says which of the options of a connection has none to be for.
  const connection = readConnection({ ...flags, ...(isUrl ? { url: word } : {}) });
  if (connection) return { kind: 'url', ...connection };
  const [kind = '', ...rest] = word.split(':');
  const path = rest.join(':');
  if (word === 'embedded') {
    const sabotage =
      flags.sabotage === undefined ? {} : { sabotage: chooseSabotage(flags.sabotage).name };
    return { kind: 'embedded', command: EMBEDDED_TARGET_COMMAND, ...store, ...sabotage };
  }
  if ((kind !== 'process' && kind !== 'cluster') || path.trim() === '') {
    throw badUsage(`--target ${word} is no target: type ${FORMS}`);
  }
  const file = typedPath(path);
  return kind === 'cluster' ? { kind, path, file } : { kind, path, file, ...store };
}

function readStore(
  text: string | undefined,
  target: string,
): { readonly store?: 'memory' | 'file' } {
  if (text === undefined) return {};
  if (target === 'url') {
    throw badUsage('--store is for a server that is started: one that runs already has its store');
  }
  if (target.startsWith('cluster:')) {
    throw badUsage('--store is for a server by itself: a cluster has everything on disk');
  }
  const store = text.toLowerCase();
  if (store === 'memory' || store === 'file') return { store };
  throw badUsage(`--store ${text} is no store: there are memory and file`);
}
